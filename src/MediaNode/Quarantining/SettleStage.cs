using MediaNode.Catalog;
using MediaNode.Lifecycle;

namespace MediaNode.Quarantining;

/// <summary>Finishes what was blocked when the node was killed, or its disk was full: what waited to bring the content fails.</summary>
internal sealed class SettleStage(QuarantineCatalog catalog, Blocking blocking, TimeProvider clock) : IStage
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    public string Name => "settle quarantine";

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_every, clock);
        do
        {
            foreach (var row in catalog.Unsettled())
            {
                await blocking.SettleAsync(row);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
