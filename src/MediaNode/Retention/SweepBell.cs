using MediaNode.Lifecycle;

namespace MediaNode.Retention;

/// <summary>Rings when somebody asked for a sweep.</summary>
internal sealed class SweepBell
{
    public Doorbell Door { get; } = new();
}
