using MediaNode.Lifecycle;

namespace MediaNode.Redelivery;

/// <summary>Rung when somebody asked for a media again.</summary>
internal sealed class RedeliveryBell
{
    public Doorbell Door { get; } = new();
}
