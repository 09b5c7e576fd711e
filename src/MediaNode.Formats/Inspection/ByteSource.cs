namespace MediaNode.Formats.Inspection;

/// <summary>Bytes that can be read at any offset: a file of any size, of which an inspection looks at little.</summary>
public abstract class ByteSource
{
    /// <summary>Bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Reads from <paramref name="offset"/> as many bytes as there are, and no more than <paramref name="destination"/> takes.</summary>
    /// <returns>How many were read; fewer than asked for only at the end, and 0 behind it.</returns>
    public abstract int Read(long offset, Span<byte> destination);
}

/// <summary>Bytes in memory as a source.</summary>
public sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= bytes.Length)
        {
            return 0;
        }

        var count = (int)Math.Min(destination.Length, bytes.Length - offset);
        bytes.Span.Slice((int)offset, count).CopyTo(destination);
        return count;
    }
}
