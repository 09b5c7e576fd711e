using MediaNode.Lifecycle;

namespace MediaNode.Webhooks;

/// <summary>Rings when there is something to tell, when the settings changed, when a place is free, and when somebody wants it done now.</summary>
internal sealed class WebhookBell
{
    public Doorbell Door { get; } = new();
}
