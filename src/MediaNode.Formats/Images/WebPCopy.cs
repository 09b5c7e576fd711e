using System.Buffers.Binary;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Copies a WebP chunk by chunk (RFC 9649), up to the end that it tells of itself, and leaves EXIF and XMP out.</summary>
internal static class WebPCopy
{
    private const int FileHeaderLength = 12;
    private const int ChunkHeaderLength = 8;
    private const byte MetadataFlags = 0x0C; // EXIF and XMP, in the first byte of VP8X.

    public static bool TryCopy(ByteSource source, Stream destination)
    {
        // The length stands in front of what it counts, and a stream cannot be gone back in: so the chunks are walked twice.
        var length = Kept(source).Sum(chunk => chunk.Length);
        var copy = new RangeCopy(source, destination);
        Span<byte> header = stackalloc byte[FileHeaderLength];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(FileHeaderLength - ChunkHeaderLength + length));
        "WEBP"u8.CopyTo(header[8..]);
        copy.Write(header);
        foreach (var chunk in Kept(source))
        {
            if (!TryCopyChunk(copy, chunk))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryCopyChunk(RangeCopy copy, Chunk chunk)
    {
        if (!chunk.IsExtension || chunk.Length <= ChunkHeaderLength)
        {
            return copy.TryCopy(chunk.Start, chunk.Length);
        }

        var start = copy.Look(chunk.Start, ChunkHeaderLength + 1);
        if (start.Length <= ChunkHeaderLength)
        {
            return false;
        }

        var flags = (byte)(start[ChunkHeaderLength] & ~MetadataFlags);
        copy.Write(start[..ChunkHeaderLength]);
        copy.Write([flags]);
        return copy.TryCopy(chunk.Start + ChunkHeaderLength + 1, chunk.Length - ChunkHeaderLength - 1);
    }

    private static IEnumerable<Chunk> Kept(ByteSource source)
    {
        var header = new byte[ChunkHeaderLength];
        var end = source.Read(0, header) == header.Length ? Math.Min(ChunkHeaderLength + (long)LengthIn(header), source.Length) : 0;
        for (var at = (long)FileHeaderLength; at + ChunkHeaderLength <= end && source.Read(at, header) == header.Length;)
        {
            // A chunk of odd length has one byte more behind it. The reader forgives a last one that is too short, and so does this.
            var length = Math.Min(ChunkHeaderLength + (long)LengthIn(header) + (LengthIn(header) & 1), end - at);
            if (!header.AsSpan().StartsWith("EXIF"u8) && !header.AsSpan().StartsWith("XMP "u8))
            {
                yield return new Chunk(at, length, header.AsSpan().StartsWith("VP8X"u8));
            }

            at += length;
        }
    }

    private static uint LengthIn(byte[] header) => BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));

    private readonly record struct Chunk(long Start, long Length, bool IsExtension);
}
