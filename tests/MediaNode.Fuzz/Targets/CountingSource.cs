using MediaNode.Formats.Inspection;

namespace MediaNode.Fuzz.Targets;

/// <summary>Bytes in memory that count how many of them are asked for.</summary>
internal sealed class CountingSource(byte[] bytes) : ByteSource
{
    private readonly MemorySource _bytes = new(bytes);

    public long Asked { get; private set; }

    public override long Length => _bytes.Length;

    public override int Read(long offset, Span<byte> destination)
    {
        Asked += destination.Length;
        return _bytes.Read(offset, destination);
    }
}
