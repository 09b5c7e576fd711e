using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Options;

namespace MediaNode.Reconciling;

/// <summary>Holds rows and files against each other: once a day without reading a byte, and whenever an operator asks.</summary>
internal sealed class Reconciler(PassRunner runner, ReconcileBell bell, IOptions<ReconcilingOptions> options, TimeProvider machine) : IStage
{
    // Media, renditions and the three folders.
    private const int Parts = 5;

    public string Name => "reconcile";

    public Task RunAsync(CancellationToken stopping) => runner.RunAsync(
        new Pass { Kind = PassKind.Reconcile, IsQuick = true }, options.Value.Every, Parts, new Pace(0, machine), machine, bell.Door, stopping);
}
