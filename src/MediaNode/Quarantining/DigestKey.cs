using System.Buffers.Binary;

namespace MediaNode.Quarantining;

/// <summary>A SHA-256 as it is looked up: 32 bytes in place, compared in four steps.</summary>
internal readonly record struct DigestKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    public static DigestKey Of(ReadOnlySpan<byte> digest) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(digest), BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(digest[16..]), BinaryPrimitives.ReadUInt64LittleEndian(digest[24..]));

    // A digest is as good as random.
    public override int GetHashCode() => (int)First;
}
