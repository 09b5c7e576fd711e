using MediaNode.Formats.Inspection;

namespace MediaNode.Fuzz;

/// <summary>Bytes that count how often, and how many of them, are read.</summary>
public sealed class CountingSource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    private readonly MemorySource _bytes = new(bytes);

    public override long Length => _bytes.Length;

    public long Reads { get; private set; }

    public long BytesRead { get; private set; }

    public override int Read(long offset, Span<byte> destination)
    {
        Reads++;
        BytesRead += destination.Length;
        return _bytes.Read(offset, destination);
    }
}
