using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Copies ranges of a source to a stream through one buffer.</summary>
internal sealed class RangeCopy(ByteSource source, Stream destination)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _from;
    private int _count;

    public void Write(ReadOnlySpan<byte> bytes) => destination.Write(bytes);

    /// <returns>Whether all of the range was there.</returns>
    public bool TryCopy(long offset, long length)
    {
        if (offset >= _from && offset + length <= _from + _count)
        {
            destination.Write(_buffer.AsSpan((int)(offset - _from), (int)length));
            return true;
        }

        _count = 0;
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

    /// <summary>
    /// The bytes from an offset on: at least so many, unless the source ends, and else what happens to be there; valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Look(long offset, int atLeast)
    {
        if (offset < _from || offset + atLeast > _from + _count)
        {
            _from = offset;
            _count = source.Read(offset, _buffer);
        }

        return _buffer.AsSpan((int)(offset - _from), (int)(_from + _count - offset));
    }
}
