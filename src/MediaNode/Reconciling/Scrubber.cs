using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Options;

namespace MediaNode.Reconciling;

/// <summary>Reads all that is stored again and again, slowly: what the disk changed is found before somebody asks for it.</summary>
internal sealed class Scrubber(PassRunner runner, IOptions<ReconcilingOptions> options, TimeProvider machine) : IStage
{
    // Media and renditions.
    private const int Parts = 2;

    public string Name => "scrub";

    public Task RunAsync(CancellationToken stopping) => options.Value.ScrubRate.Bytes == 0
        ? Task.CompletedTask
        : runner.RunAsync(
            new Pass { Kind = PassKind.Scrub }, options.Value.ScrubEvery, Parts, new Pace(options.Value.ScrubRate.Bytes, machine), machine, new Doorbell(), stopping);
}
