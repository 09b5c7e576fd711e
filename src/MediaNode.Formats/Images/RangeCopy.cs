using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Copies ranges of a source to a stream through one buffer.</summary>
internal sealed class RangeCopy(ByteSource source, Stream destination)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public void Write(ReadOnlySpan<byte> bytes) => destination.Write(bytes);

    /// <returns>Whether all of the range was there.</returns>
    public bool TryCopy(long offset, long length)
    {
        while (length > 0)
        {
            var read = source.Read(offset, _buffer.AsSpan(0, (int)Math.Min(length, _buffer.Length)));
            if (read == 0)
            {
                return false;
            }

            destination.Write(_buffer.AsSpan(0, read));
            offset += read;
            length -= read;
        }

        return true;
    }

    /// <summary>The bytes from an offset on, up to a whole buffer; valid until the next call.</summary>
    public ReadOnlySpan<byte> Look(long offset) => _buffer.AsSpan(0, source.Read(offset, _buffer));
}
