namespace MediaNode.Tests.Samples;

/// <summary>Writes numbers bit by bit, the lowest bit first, as VP8L reads them (RFC 9649 §3.2).</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _used = 8;

    public BitWriter Write(int value, int bits)
    {
        for (var bit = 0; bit < bits; bit++)
        {
            if (_used == 8)
            {
                _bytes.Add(0);
                _used = 0;
            }

            _bytes[^1] |= (byte)(((value >> bit) & 1) << _used++);
        }

        return this;
    }

    /// <summary>A code word, whose first bit is its highest.</summary>
    public BitWriter WriteCode(int code, int bits)
    {
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            Write(code >> bit, 1);
        }

        return this;
    }

    public byte[] ToArray() => [.. _bytes];
}
