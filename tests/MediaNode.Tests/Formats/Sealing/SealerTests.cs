using System.Security.Cryptography;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

public class SealerTests
{
    private static readonly MediaKey _key = MediaKey.From(Bytes.Random(32, seed: 32));

    // Around a block, around the step in which the sealer works, where the MAC at the end needs a window of its own, and more than two
    // threads have under way at once.
    private static readonly int[] _lengths =
    [
        0, 1, 15, 16, 17, 31, 32, 65_503, 65_504, 65_519, 65_520, 65_535, 65_536, 65_537,
        131_055, 131_056, 131_071, 131_072, 131_073, 200_000, 655_359, 1_048_576,
    ];

    public static TheoryData<int> VectorNumbers => [.. Enumerable.Range(0, SealVector.All.Count)];

    public static TheoryData<int, int> VectorsInThreads => new(
        from number in Enumerable.Range(0, SealVector.All.Count)
        from threads in new[] { 1, 2 }
        select (number, threads));

    public static TheoryData<int> Lengths => [.. _lengths];

    public static TheoryData<int, int> LengthsInThreads =>
        new(from length in _lengths from threads in new[] { 1, 2 } select (length, threads));

    [Theory]
    [MemberData(nameof(VectorsInThreads))]
    public void Sealing_makes_what_others_make(int number, int threads)
    {
        var vector = SealVector.All[number];

        var (bytes, seal) = SealInPieces(vector.Plain, vector.Key, vector.Purpose, threads, () => int.MaxValue);

        bytes.LongLength.ShouldBe(vector.SealedLength);
        bytes[^10..].ShouldBe(vector.Mac);
        SHA256.HashData(bytes).ShouldBe(vector.SealedDigest);
        seal.Digests.Sealed.ToArray().ShouldBe(vector.SealedDigest);
        seal.Digests.Plain.ToArray().ShouldBe(vector.PlainDigest);
        seal.Sidecar.ToArray().ShouldBe(vector.Sidecar);
        seal.Length.ShouldBe(vector.Plain.Length);
        seal.SealedLength.ShouldBe(vector.SealedLength);
    }

    [Theory]
    [MemberData(nameof(LengthsInThreads))]
    public void Sealing_makes_what_the_definition_says(int length, int threads)
    {
        var plain = Bytes.Random(length);
        var (expected, sidecar) = Defined(plain, SealingPurpose.Of(Kind.Video));

        var (bytes, seal) = SealInPieces(plain, _key, SealingPurpose.Of(Kind.Video), threads, () => int.MaxValue);

        bytes.ShouldBe(expected);
        bytes.LongLength.ShouldBe(SealedLength.Of(length));
        seal.Sidecar.ToArray().ShouldBe(sidecar);
        seal.Digests.Plain.ToArray().ShouldBe(SHA256.HashData(plain));
    }

    [Theory]
    [MemberData(nameof(LengthsInThreads))]
    public void However_the_bytes_are_cut_the_result_is_the_same(int length, int threads)
    {
        var plain = Bytes.Random(length);
        var (expected, seal) = Sealer.SealWhole(plain, _key, SealingPurpose.Of(Kind.Audio));
        var random = new Random(length);
        Func<int>[] cuts =
            [() => 1, () => 7, () => 16, () => 4_096, () => 65_535, () => 65_537, () => int.MaxValue, () => random.Next(90_000)];

        // One byte at a time is for small media only: it would be most of this test's time.
        foreach (var cut in length > 100_000 ? cuts[2..] : cuts)
        {
            var (bytes, other) = SealInPieces(plain, _key, SealingPurpose.Of(Kind.Audio), threads, cut);

            bytes.ShouldBe(expected);
            other.Digests.Sealed.ToArray().ShouldBe(seal.Digests.Sealed.ToArray());
            other.Digests.Plain.ToArray().ShouldBe(seal.Digests.Plain.ToArray());
            other.Sidecar.ToArray().ShouldBe(seal.Sidecar.ToArray());
        }
    }

    [Fact]
    public void The_same_key_gives_the_same_bytes_and_another_key_or_purpose_others()
    {
        var plain = Bytes.Random(100_000);
        var (image, thumbnail) = (SealingPurpose.Of(Kind.Image), SealingPurpose.ThumbnailOf(Kind.Image)!);

        Sealer.SealWhole(plain, _key, image).Bytes.ShouldBe(Sealer.SealWhole(plain, _key, image).Bytes);
        Sealer.SealWhole(plain, _key, image).Bytes.ShouldNotBe(Sealer.SealWhole(plain, MediaKey.New(), image).Bytes);
        Sealer.SealWhole(plain, _key, image).Bytes.ShouldNotBe(Sealer.SealWhole(plain, _key, thumbnail).Bytes);
    }

    [Theory]
    [InlineData(Kind.Image, 1)]
    [InlineData(Kind.Document, 2)]
    public void A_sealed_chunk_allocates_nothing_without_a_sidecar(Kind kind, int threads) => AllocatedByChunks(kind, threads).ShouldBe(0);

    [Theory]
    [InlineData(Kind.Video, 1)]
    [InlineData(Kind.Audio, 2)]
    public void A_sealed_chunk_allocates_nothing_with_a_sidecar(Kind kind, int threads) => AllocatedByChunks(kind, threads).ShouldBe(0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_media_that_is_not_as_long_as_was_announced_is_not_sealed(int threads)
    {
        using var tooShort = new Sealer(_key, SealingPurpose.Of(Kind.Image), 10, threads);
        tooShort.Append(new byte[9], []);
        Should.Throw<InvalidOperationException>(() => tooShort.Finish(new byte[100]));

        using var tooLong = new Sealer(_key, SealingPurpose.Of(Kind.Image), 10, threads);
        Should.Throw<InvalidOperationException>(() => tooLong.Append(new byte[11], []));

        Should.Throw<ArgumentOutOfRangeException>(() => new Sealer(_key, SealingPurpose.Of(Kind.Image), -1, threads));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Sealing_takes_one_thread_or_two(int threads) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Sealer(_key, SealingPurpose.Of(Kind.Image), 10, threads));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_refused_call_leaves_the_sealer_as_it_was(int threads)
    {
        var plain = Bytes.Random(100_000);
        using var sealer = new Sealer(_key, SealingPurpose.Of(Kind.Video), plain.Length, threads);
        var bytes = new byte[sealer.SealedLength];

        Should.Throw<ArgumentException>(() => sealer.Append(plain, new byte[Sealer.Step - 1]));
        Should.Throw<ArgumentException>(() => sealer.Append(plain, plain));
        Should.Throw<InvalidOperationException>(() => sealer.Finish(bytes));
        var written = sealer.Append(plain, bytes);
        Should.Throw<ArgumentException>(() => sealer.Finish(new byte[sealer.FinalLength - 1]));
        sealer.Finish(bytes.AsSpan(written));

        bytes.ShouldBe(Sealer.SealWhole(plain, _key, SealingPurpose.Of(Kind.Video)).Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_media_is_sealed_once(int threads)
    {
        var sealer = new Sealer(_key, SealingPurpose.Of(Kind.Image), 0, threads);
        sealer.Finish(new byte[26]);

        Should.Throw<InvalidOperationException>(() => sealer.Finish(new byte[26]));
        Should.Throw<InvalidOperationException>(() => sealer.Append([], []));
        sealer.Dispose();
        sealer.Dispose();
        Should.Throw<ObjectDisposedException>(() => sealer.Append([], []));
    }

    private static long AllocatedByChunks(Kind kind, int threads)
    {
        // Now and then the pool's queue of work grows, which is not the sealer's.
        var times = Enumerable.Range(0, 3).Select(_ => AllocatedBySomeChunks(kind, threads)).ToList();
        return times.Min();
    }

    private static long AllocatedBySomeChunks(Kind kind, int threads)
    {
        const int Chunks = 64;
        var chunk = Bytes.Random(50_000);
        var room = new byte[2 * Sealer.Step];
        using var sealer = new Sealer(_key, SealingPurpose.Of(kind), 2 * Chunks * chunk.Length, threads);
        for (var i = 0; i < Chunks; i++)
        {
            sealer.Append(chunk, room);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Chunks; i++)
        {
            sealer.Append(chunk, room);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static (byte[] Bytes, Seal Seal) SealInPieces(byte[] plain, MediaKey key, SealingPurpose purpose, int threads, Func<int> cut)
    {
        using var sealer = new Sealer(key, purpose, plain.Length, threads);
        using var bytes = new MemoryStream();
        for (var at = 0; at < plain.Length;)
        {
            var piece = plain.AsSpan(at, Math.Min(cut(), plain.Length - at));
            var room = new byte[sealer.NextLength(piece.Length)];
            sealer.Append(piece, room).ShouldBe(room.Length);
            bytes.Write(room);
            at += piece.Length;
        }

        var last = new byte[sealer.FinalLength];
        var seal = sealer.Finish(last);
        bytes.Write(last);
        bytes.Length.ShouldBe(sealer.SealedLength);
        return (bytes.ToArray(), seal);
    }

    /// <summary>The same, written down as it is defined, on whole arrays.</summary>
    private static (byte[] Bytes, byte[] Sidecar) Defined(byte[] plain, SealingPurpose purpose)
    {
        var expanded = new byte[MediaKey.ExpandedLength];
        _key.Expand(purpose, expanded);
        var (iv, macKey) = (expanded[..16], expanded[48..80]);
        using var aes = Aes.Create();
        aes.Key = expanded[16..48];
        var encrypted = aes.EncryptCbc(plain, iv);
        byte[] sealedBytes = [.. encrypted, .. HMACSHA256.HashData(macKey, iv.Concat(encrypted).ToArray())[..10]];
        byte[] signed = [.. iv, .. sealedBytes];
        var sidecar = Enumerable.Range(0, (sealedBytes.Length + 65_535) / 65_536)
            .SelectMany(i => HMACSHA256.HashData(macKey, signed.AsSpan(i * 65_536, Math.Min(65_552, signed.Length - (i * 65_536))))[..10]);
        return (sealedBytes, [.. sidecar]);
    }
}
