using System.Security.Cryptography;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sealing;

/// <summary>Opens what a <see cref="Sealer"/>, or WhatsApp, has sealed. Checks everything before it hands on anything.</summary>
public static class Opener
{
    /// <summary>The most sealed bytes that are looked at: 4 GiB, where WhatsApp's own largest document has 2.</summary>
    public const long MostSealed = 4L << 30;

    /// <summary>Reads the sealed bytes once and checks length, digest, MAC, padding and plain digest, in this order.</summary>
    /// <param name="source">The sealed bytes. They are read again when the opened media is.</param>
    /// <param name="key">The key of the media.</param>
    /// <param name="purpose">What it was sealed as.</param>
    /// <param name="expected">What the message tells.</param>
    /// <param name="cancellationToken">Looked at once for each 64 KiB.</param>
    /// <exception cref="IOException">The source cannot be read, or is shorter than it says.</exception>
    public static OpenResult Open(
        ByteSource source, MediaKey key, SealingPurpose purpose, MediaDigests expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentNullException.ThrowIfNull(expected);
        var encrypted = source.Length - SealPasses.MacLength;
        if (encrypted < SealPasses.Block || encrypted % SealPasses.Block != 0 || source.Length > MostSealed)
        {
            return new OpenResult.Refused(SealFlaw.Length);
        }

        Span<byte> room = stackalloc byte[SealingKeys.Length];
        var keys = new SealingKeys(key, purpose, room);
        SealedWindows? windows = null;
        try
        {
            windows = new SealedWindows(source, encrypted, keys);
            var (flaw, length) = Verify(windows, source, keys, expected, cancellationToken);
            if (flaw is { } found)
            {
                return new OpenResult.Refused(found);
            }

            var opened = new OpenResult.Opened(new OpenedMedia(windows, length));
            windows = null;
            return opened;
        }
        finally
        {
            keys.Clear();
            windows?.Dispose();
        }
    }

    private static (SealFlaw? Flaw, long Length) Verify(
        SealedWindows windows, ByteSource source, in SealingKeys keys, MediaDigests expected, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var plain = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Mac);
        hmac.AppendData(keys.Iv);
        var last = windows.Count - 1;
        for (var i = 0; i <= last; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var window = windows.Read(i);
            digest.AppendData(window);
            hmac.AppendData(window);

            // Decrypted beforehand, so that one reading is enough, but nothing depends on what comes out before the MAC has been checked.
            var decrypted = windows.Decrypt(i);
            if (i < last)
            {
                plain.AppendData(decrypted);
            }
        }

        Span<byte> mac = stackalloc byte[SealPasses.MacLength];
        SealedWindows.Fill(source, source.Length - SealPasses.MacLength, mac);
        digest.AppendData(mac);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        digest.GetHashAndReset(hash);
        if (!CryptographicOperations.FixedTimeEquals(hash, expected.Sealed.Span))
        {
            return (SealFlaw.SealedDigest, 0);
        }

        hmac.GetHashAndReset(hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..SealPasses.MacLength], mac))
        {
            return (SealFlaw.Mac, 0);
        }

        var end = windows.Decrypted(last);
        var padding = end[^1];
        if (padding is 0 or > SealPasses.Block || end[^padding..].ContainsAnyExcept(padding))
        {
            return (SealFlaw.Padding, 0);
        }

        plain.AppendData(end[..^padding]);
        plain.GetHashAndReset(hash);
        return CryptographicOperations.FixedTimeEquals(hash, expected.Plain.Span)
            ? (null, source.Length - SealPasses.MacLength - padding)
            : (SealFlaw.PlainDigest, 0);
    }
}
