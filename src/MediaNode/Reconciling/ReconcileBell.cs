using MediaNode.Lifecycle;

namespace MediaNode.Reconciling;

/// <summary>Rings when an operator asked for a pass.</summary>
internal sealed class ReconcileBell
{
    public Doorbell Door { get; } = new();
}
