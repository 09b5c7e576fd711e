using System.Security.Cryptography;
using MediaNode.Formats.Limits;
using MediaNode.Tests.Durability;
using MediaNode.Upstreams;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Upstreams;

/// <summary>The figure is of the whole process, so nothing else may run beside.</summary>
[Collection(HeavyTests.Name)]
public class LodgingMemoryTests
{
    [Fact]
    public async Task A_document_of_100_MB_needs_no_memory_to_speak_of()
    {
        await using var bench = await UpstreamBench.StartAsync();
        using var data = new TempDirectory();
        var path = Path.Combine(data.Path, "document");
        var piece = Bytes.Random(1 << 20);
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = File.Create(path))
        {
            for (var one = 0; one < 99; one++)
            {
                await file.WriteAsync(piece, TestContext.Current.CancellationToken);
                running.AppendData(piece);
            }
        }

        await bench.LodgeAsync(Bytes.Random(6 << 20), Kind.Document); // Whatever is made once.
        var before = GC.GetTotalAllocatedBytes(precise: true);
        (await bench.LodgeAsync(path, running.GetHashAndReset(), Kind.Document)).ShouldBeOfType<LodgeOutcome.Lodged>();

        // The server's part included, in this very process.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(8 << 20);
    }
}
