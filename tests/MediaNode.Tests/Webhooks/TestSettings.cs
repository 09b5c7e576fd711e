using MediaNode.Business;

namespace MediaNode.Tests.Webhooks;

/// <summary>The settings of the application, as a test sets them.</summary>
internal sealed class TestSettings : IApplicationSettings
{
    public event Action? Changed;

    public ApplicationSettings Current { get; private set; } = new() { TellSent = true };

    public string? WebhookCa { get; private set; }

    public void Set(Func<ApplicationSettings, ApplicationSettings> change)
    {
        Current = change(Current);
        Changed?.Invoke();
    }

    public void Trust(string? ca)
    {
        WebhookCa = ca;
        Changed?.Invoke();
    }
}
