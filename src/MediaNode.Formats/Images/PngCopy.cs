using System.Buffers.Binary;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Copies a PNG chunk by chunk, up to its end, and leaves metadata out.</summary>
internal static class PngCopy
{
    public static bool TryCopy(ByteSource source, Stream destination)
    {
        var copy = new RangeCopy(source, destination);
        copy.Write(PngChunk.Signature);

        Span<byte> header = stackalloc byte[PngChunk.HeaderLength];
        for (var at = (long)PngChunk.Signature.Length; source.Read(at, header) == header.Length;)
        {
            var type = header[4..];
            var length = PngChunk.Overhead + (long)BinaryPrimitives.ReadUInt32BigEndian(header);
            if (!PngChunk.IsMetadata(type) && !copy.TryCopy(at, length))
            {
                return false;
            }

            if (type.SequenceEqual("IEND"u8))
            {
                return true;
            }

            at += length;
        }

        return false;
    }
}
