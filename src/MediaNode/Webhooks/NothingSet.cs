using MediaNode.Business;

namespace MediaNode.Webhooks;

/// <summary>The settings of the application where nobody can set any: nothing is told.</summary>
internal sealed class NothingSet : IApplicationSettings
{
    public event Action? Changed
    {
        add
        {
            // They never change.
        }

        remove
        {
        }
    }

    public ApplicationSettings Current => ApplicationSettings.Default;

    public string? WebhookCa => null;
}
