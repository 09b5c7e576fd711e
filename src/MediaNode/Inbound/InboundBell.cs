using MediaNode.Lifecycle;

namespace MediaNode.Inbound;

/// <summary>Rung when a user's media is to be fetched.</summary>
internal sealed class InboundBell
{
    public Doorbell Door { get; } = new();
}
