using System.Buffers;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Bytes that grow as they are written, in an array of the pool.</summary>
internal sealed class PooledBytes(int first) : IBufferWriter<byte>, IDisposable
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(first);
    private int _length;

    public int Length => _length;

    public ReadOnlyMemory<byte> Written => Bytes.AsMemory(0, _length);

    private byte[] Bytes => _bytes ?? throw new ObjectDisposedException(nameof(PooledBytes));

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return Bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Leaves the array to the collector: somebody may still be reading it.</summary>
    public void Abandon() => _bytes = null;

    public void Dispose()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int more)
    {
        if (Bytes.Length - _length < more)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Bytes.Length * 2, _length + more));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Bytes);
            _bytes = larger;
        }
    }
}
