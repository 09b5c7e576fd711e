using System.Security.Cryptography;
using System.Text;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using static MediaNode.Fuzz.BrokenPromiseException;

namespace MediaNode.Fuzz.Targets;

/// <summary>
/// Opens the input as what somebody sealed, once with the digest of the message that brought it and once with its own, so that the checks
/// behind the digest are reached; and once with a MAC made for it, so that padding is.
/// </summary>
internal sealed class OpenerTarget : IFuzzTarget
{
    private static readonly MediaKey _key = MediaKey.From(new byte[MediaKey.Length]);
    private static readonly SealingPurpose _purpose = SealingPurpose.Of(Kind.Video);
    private static readonly byte[] _expanded = Expanded();

    public static Type Parser => typeof(Opener);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. new[] { 0, 1, 15, 16, 17, 31, 32, 100, 1_000, 65_519, 65_520, 65_536, 70_000 }.Select(length =>
            Encoding.Latin1.GetString(Sealer.SealWhole(new byte[length], _key, _purpose).Bytes)),
        "",
        "ten bytes.",
        "These are twenty-six bytes",
    ];

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var digest = SHA256.HashData(bytes);
        Unless(Flaw(bytes, new byte[32], digest) is not (null or SealFlaw.SealedDigest), "its own digest fits, no other plain digest does");
        Unless(Flaw(bytes, digest, new byte[32]) is SealFlaw.Length or SealFlaw.SealedDigest, "another digest does not fit");
        if (bytes.Length < 26 || (bytes.Length - 10) % 16 != 0)
        {
            Unless(Flaw(bytes, digest, digest) is SealFlaw.Length, "so many bytes are no sealed media");
            return;
        }

        byte[] signed = [.. _expanded[..16], .. bytes[..^10]];
        HMACSHA256.HashData(_expanded.AsSpan(48, 32), signed).AsSpan(0, 10).CopyTo(bytes.AsSpan(^10..));
        CheckAgainstModel(bytes);
    }

    /// <summary>A right digest and MAC: the framework's own decryption says what is inside.</summary>
    private static void CheckAgainstModel(byte[] bytes)
    {
        using var aes = Aes.Create();
        aes.Key = _expanded[16..48];
        var padded = aes.DecryptCbc(bytes.AsSpan(..^10), _expanded.AsSpan(..16), PaddingMode.None);
        var padding = padded[^1];
        var plain = padding is > 0 and <= 16 && padded[^padding..].All(value => value == padding) ? padded[..^padding] : null;
        var digests = new MediaDigests(SHA256.HashData(plain ?? []), SHA256.HashData(bytes));
        switch (Opener.Open(new MemorySource(bytes), _key, _purpose, digests, CancellationToken.None))
        {
            case OpenResult.Opened(var media):
                Unless(plain is not null && media.ToArray().AsSpan().SequenceEqual(plain), "what is opened is what was sealed");
                media.Dispose();
                break;
            case OpenResult.Refused(var flaw):
                Unless(plain is null && flaw is SealFlaw.Padding, "only padding can be wrong");
                break;
        }
    }

    private static SealFlaw? Flaw(byte[] bytes, byte[] plainDigest, byte[] sealedDigest)
    {
        var digests = new MediaDigests(plainDigest, sealedDigest);
        var result = Opener.Open(new MemorySource(bytes), _key, _purpose, digests, CancellationToken.None);
        (result as OpenResult.Opened)?.Media.Dispose();
        return (result as OpenResult.Refused)?.Flaw;
    }

    private static byte[] Expanded()
    {
        var expanded = new byte[MediaKey.ExpandedLength];
        _key.Expand(_purpose, expanded);
        return expanded;
    }
}
