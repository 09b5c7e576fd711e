using System.Security.Cryptography;
using System.Text;

namespace MediaNode.Formats.Sealing;

/// <summary>The secret that one media is sealed under. Whoever has it can open the sealed bytes, so it never shows as text.</summary>
public sealed class MediaKey : IEquatable<MediaKey>
{
    /// <summary>Bytes.</summary>
    public const int Length = 32;

    /// <summary>How much is derived from a key for one purpose: IV 16, cipher key 32, MAC key 32, and 32 that nobody uses.</summary>
    public const int ExpandedLength = 112;

    private readonly byte[] _bytes;

    private MediaKey(byte[] bytes) => _bytes = bytes;

    /// <summary>A key that never was.</summary>
    public static MediaKey New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <exception cref="ArgumentException">There are not <see cref="Length"/> bytes.</exception>
    public static MediaKey From(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new(bytes.ToArray()) : throw new ArgumentException("A media key has 32 bytes.", nameof(bytes));

    /// <summary>Writes the key itself, to be kept encrypted or to go into an encrypted message.</summary>
    public void CopyTo(Span<byte> destination) => _bytes.CopyTo(destination);

    /// <summary>Derives what one purpose needs: HKDF-SHA256 with no salt.</summary>
    /// <param name="purpose">What the key is expanded for.</param>
    /// <param name="destination">Room for <see cref="ExpandedLength"/> bytes, or for as many of the first as are needed.</param>
    public void Expand(SealingPurpose purpose, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        Derive(purpose.Info, destination);
    }

    public bool Equals(MediaKey? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    public override bool Equals(object? obj) => Equals(obj as MediaKey);

    // A table of keys would take its time by their bytes, so all keys land in one place there.
    public override int GetHashCode() => Length;

    internal void Derive(string info, Span<byte> destination) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, destination, [], Encoding.ASCII.GetBytes(info));
}
