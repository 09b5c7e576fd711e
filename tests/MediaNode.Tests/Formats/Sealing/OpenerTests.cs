using System.Security.Cryptography;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Sealing;

public class OpenerTests
{
    private static readonly MediaKey _key = MediaKey.From(Bytes.Random(32, seed: 32));
    private static readonly SealingPurpose _video = SealingPurpose.Of(Kind.Video);

    public static TheoryData<int> VectorNumbers => SealerTests.VectorNumbers;

    public static TheoryData<int> Lengths => SealerTests.Lengths;

    public static TheoryData<string, string, string, string, string, string, SealFlaw> Refusals =>
    [
        .. from column in Vectors.Lines("refusals.txt")
           let flaw = Enum.Parse<SealFlaw>(column[6])
           select (Vectors.Spaced(column[0]), Vectors.Spaced(column[1]), column[2], column[3], column[4], column[5], flaw),
    ];

    [Theory]
    [MemberData(nameof(VectorNumbers))]
    public void What_others_have_sealed_opens(int number)
    {
        var vector = SealVector.All[number];
        var sealedBytes = Sealer.SealWhole(vector.Plain, vector.Key, vector.Purpose).Bytes;

        using var media = Open(sealedBytes, vector.Key, vector.Purpose, new MediaDigests(vector.PlainDigest, vector.SealedDigest))
            .ShouldBeOfType<OpenResult.Opened>().Media;

        media.ToArray().ShouldBe(vector.Plain);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_must_be_refused_is_refused_and_says_why(
        string name, string info, string key, string blob, string plainDigest, string sealedDigest, SealFlaw flaw) =>
        Open(
            Convert.FromBase64String(blob),
            MediaKey.From(Convert.FromBase64String(key)),
            new SealingPurpose(info, HasSidecar: false),
            new MediaDigests(Convert.FromBase64String(plainDigest), Convert.FromBase64String(sealedDigest)))
            .ShouldBe(Refused(flaw), name);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void An_opened_media_reads_the_same_at_any_offset(int length)
    {
        var plain = Bytes.Random(length);
        var (bytes, seal) = Sealer.SealWhole(plain, _key, _video);
        using var media = Open(bytes, _key, _video, seal.Digests).ShouldBeOfType<OpenResult.Opened>().Media;
        var random = new Random(length);

        media.Length.ShouldBe(length);
        media.ToArray().ShouldBe(plain);
        for (var i = 0; i < 50; i++)
        {
            var offset = random.Next(0, length + 100);
            var room = new byte[random.Next(0, 150_000)];
            var count = media.Read(offset, room);
            count.ShouldBe(Math.Clamp(length - offset, 0, room.Length));
            room[..count].ShouldBe(plain[Math.Min(offset, length)..][..count]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(100)]
    [InlineData(65_520)]
    [InlineData(200_000)]
    public void A_flipped_bit_is_found_wherever_it_is_and_named_by_the_first_check_that_sees_it(int length)
    {
        var (bytes, seal) = Sealer.SealWhole(Bytes.Random(length), _key, _video);
        var end = bytes.Length;
        int[] places = [0, 1, 15, end / 2, end - 27, end - 26, end - 11, end - 10, end - 1];
        foreach (var place in places.Where(place => place >= 0))
        {
            var broken = bytes.ToArray();
            broken[place] ^= 0x10;

            Open(broken, _key, _video, seal.Digests).ShouldBe(Refused(SealFlaw.SealedDigest), $"byte {place}");
            Open(broken, _key, _video, new MediaDigests(seal.Digests.Plain, SHA256.HashData(broken)))
                .ShouldBe(Refused(SealFlaw.Mac), $"byte {place}, digest made anew");
        }
    }

    [Fact]
    public void A_flipped_bit_of_the_key_or_of_a_digest_is_found()
    {
        var (bytes, seal) = Sealer.SealWhole(Bytes.Random(1_000), _key, _video);
        var (plain, sealedDigest) = (seal.Digests.Plain.ToArray(), seal.Digests.Sealed.ToArray());
        for (var i = 0; i < 32; i++)
        {
            var key = Bytes.Random(32, seed: 32);
            key[i] ^= 1;

            Open(bytes, MediaKey.From(key), _video, seal.Digests).ShouldBe(Refused(SealFlaw.Mac));
            Open(bytes, _key, _video, new MediaDigests(Flipped(plain, i), sealedDigest)).ShouldBe(Refused(SealFlaw.PlainDigest));
            Open(bytes, _key, _video, new MediaDigests(plain, Flipped(sealedDigest, i))).ShouldBe(Refused(SealFlaw.SealedDigest));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_digest_of_another_length_fits_nothing(int length)
    {
        var (bytes, seal) = Sealer.SealWhole([1, 2, 3], _key, _video);

        Open(bytes, _key, _video, new MediaDigests(new byte[length], seal.Digests.Sealed)).ShouldBe(Refused(SealFlaw.PlainDigest));
        Open(bytes, _key, _video, new MediaDigests(seal.Digests.Plain, new byte[length])).ShouldBe(Refused(SealFlaw.SealedDigest));
    }

    [Fact]
    public void A_cut_media_is_refused_at_every_length()
    {
        var (bytes, seal) = Sealer.SealWhole(Bytes.Random(100), _key, _video);

        for (var length = 0; length < bytes.Length; length++)
        {
            var whole = length >= 26 && (length - 10) % 16 == 0;
            Open(bytes[..length], _key, _video, seal.Digests)
                .ShouldBe(Refused(whole ? SealFlaw.SealedDigest : SealFlaw.Length), $"{length} bytes");
        }
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("00000000000000000000000000000011")]
    [InlineData("000000000000000000000000000000ff")]
    [InlineData("00000000000000000000000000000102")]
    [InlineData("0f101010101010101010101010101010")]
    public void Padding_that_no_sealer_makes_is_refused_although_everything_else_fits(string lastBlock)
    {
        var bytes = SealPadded(Convert.FromHexString(lastBlock));

        Open(bytes, _key, _video, new MediaDigests(SHA256.HashData([]), SHA256.HashData(bytes))).ShouldBe(Refused(SealFlaw.Padding));
    }

    [Fact]
    public void Bytes_that_change_after_they_were_verified_are_not_handed_on()
    {
        var plain = Bytes.Random(200_000);
        var (bytes, seal) = Sealer.SealWhole(plain, _key, _video);
        using var media = Open(bytes, _key, _video, seal.Digests).ShouldBeOfType<OpenResult.Opened>().Media;
        var room = new byte[100];
        bytes[70_000] ^= 1;

        // The window with the change, and the one behind if the change is in the block that its decryption begins with.
        media.Read(0, room).ShouldBe(100);
        room.ShouldBe(plain[..100]);
        room.AsSpan().Clear();
        Should.Throw<IOException>(() => media.Read(66_000, room));
        Should.Throw<IOException>(() => media.Read(66_000, room));
        room.ShouldAllBe(value => value == 0);
        media.Read(131_072, room).ShouldBe(100);
        room.ShouldBe(plain[131_072..131_172]);

        bytes[70_000] ^= 1;
        media.ToArray().ShouldBe(plain);
        bytes[131_071] ^= 1;
        Should.Throw<IOException>(() => media.Read(131_072, room));
    }

    [Fact]
    public void A_source_that_ends_early_is_thrown_and_nothing_is_opened()
    {
        var (bytes, seal) = Sealer.SealWhole(Bytes.Random(200_000), _key, _video);

        Should.Throw<IOException>(() => Opener.Open(new EndsEarly(bytes, 150_000), _key, _video, seal.Digests, CancellationToken.None));
    }

    [Fact]
    public void Opening_can_be_cancelled()
    {
        var (bytes, seal) = Sealer.SealWhole([], _key, _video);
        var source = new MemorySource(bytes);

        Should.Throw<OperationCanceledException>(() => Opener.Open(source, _key, _video, seal.Digests, new CancellationToken(true)));
    }

    [Fact]
    public void A_media_that_was_disposed_of_reads_nothing()
    {
        var (bytes, seal) = Sealer.SealWhole([1, 2, 3], _key, _video);
        var media = Open(bytes, _key, _video, seal.Digests).ShouldBeOfType<OpenResult.Opened>().Media;
        media.Dispose();
        media.Dispose();

        Should.Throw<ObjectDisposedException>(() => media.Read(0, new byte[3]));
    }

    [Fact]
    public void Reading_an_opened_media_allocates_nothing()
    {
        var (bytes, seal) = Sealer.SealWhole(Bytes.Random(2_000_000), _key, _video);
        using var media = Open(bytes, _key, _video, seal.Digests).ShouldBeOfType<OpenResult.Opened>().Media;
        var room = new byte[50_000];
        media.Read(0, room);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 0L; at < media.Length; at += room.Length)
        {
            media.Read(at, room);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static OpenResult Open(byte[] bytes, MediaKey key, SealingPurpose purpose, MediaDigests expected) =>
        Opener.Open(new MemorySource(bytes), key, purpose, expected, CancellationToken.None);

    private static OpenResult.Refused Refused(SealFlaw flaw) => new(flaw);

    private static byte[] Flipped(byte[] bytes, int place)
    {
        var flipped = bytes.ToArray();
        flipped[place] ^= 1;
        return flipped;
    }

    private static byte[] SealPadded(byte[] padded)
    {
        var expanded = new byte[MediaKey.ExpandedLength];
        _key.Expand(_video, expanded);
        using var aes = Aes.Create();
        aes.Key = expanded[16..48];
        var encrypted = aes.EncryptCbc(padded, expanded[..16], PaddingMode.None);
        return [.. encrypted, .. HMACSHA256.HashData(expanded[48..80], expanded[..16].Concat(encrypted).ToArray())[..10]];
    }

    private sealed class EndsEarly(byte[] bytes, int end) : ByteSource
    {
        private readonly MemorySource _bytes = new(bytes.AsMemory(0, end));

        public override long Length => bytes.Length;

        public override int Read(long offset, Span<byte> destination) => _bytes.Read(offset, destination);
    }
}
