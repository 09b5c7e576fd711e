using System.Collections.Concurrent;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

/// <summary>A sealer that a thread of the pool helps. That it makes the same bytes is in <see cref="SealerTests"/>.</summary>
[Collection(HeavyTests.Name)]
public class SealerThreadsTests
{
    private static readonly MediaKey _key = MediaKey.New();
    private static readonly SealingPurpose _video = SealingPurpose.Of(Kind.Video);

    [Fact]
    public void A_sealing_that_is_given_up_anywhere_leaves_nothing_that_spoils_the_next()
    {
        // Cancelled, or failed at the caller's own source: it is disposed of with the other thread in the midst of it.
        var plain = Bytes.Random(1_000_000);
        var expected = Seal(plain, threads: 1);
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            using var givenUp = new Sealer(_key, _video, plain.Length, threads: 2);
            var some = plain.AsSpan(0, random.Next(plain.Length));
            givenUp.Append(some, new byte[givenUp.NextLength(some.Length)]);
            givenUp.Dispose();
            Should.Throw<ObjectDisposedException>(() => givenUp.Finish(new byte[100]));

            // It has the same borrowed buffers, so whoever was still in them would be seen.
            if (i % 10 == 0)
            {
                Seal(plain, threads: 2).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void More_media_at_once_than_the_pool_has_threads_for_are_all_sealed()
    {
        var plain = Bytes.Random(1_500_000);
        var expected = Seal(plain, threads: 1);
        var sealedBytes = new ConcurrentBag<byte[]>();

        Parallel.For(0, 8 * Environment.ProcessorCount, _ => sealedBytes.Add(Seal(plain, threads: 2)));

        foreach (var bytes in sealedBytes)
        {
            bytes.ShouldBe(expected);
        }
    }

    [Fact]
    public void A_chunk_allocates_nothing_in_any_thread()
    {
        const int Chunks = 1_000;
        var chunk = Bytes.Random(Sealer.Step);
        var room = new byte[2 * Sealer.Step];
        using var sealer = new Sealer(_key, _video, 2L * Chunks * chunk.Length, threads: 2);
        Append(Chunks);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Append(Chunks);

        // Not 0, for the runner of the tests has threads too; but the smallest object for each chunk would be more than this.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(24 * Chunks);

        void Append(int count)
        {
            for (var i = 0; i < count; i++)
            {
                sealer.Append(chunk, room);
            }
        }
    }

    private static byte[] Seal(byte[] plain, int threads)
    {
        using var sealer = new Sealer(_key, _video, plain.Length, threads);
        var bytes = new byte[sealer.SealedLength];
        var written = sealer.Append(plain, bytes);
        var seal = sealer.Finish(bytes.AsSpan(written));
        return [.. bytes, .. seal.Digests.Plain.Span, .. seal.Digests.Sealed.Span, .. seal.Sidecar.Span];
    }
}
