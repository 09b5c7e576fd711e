namespace MediaNode.Formats.Sound;

/// <summary>Reads bits, the highest of a byte first. Behind the end there are zeros, and <see cref="Overran"/> says so.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool Overran => _at > _bytes.Length * 8;

    public readonly int Left => Math.Max(0, (_bytes.Length * 8) - _at);

    public uint Bits(int count)
    {
        var value = 0u;
        for (; count > 0; count--, _at++)
        {
            var bit = _at < _bytes.Length * 8 ? (_bytes[_at >> 3] >> (7 - (_at & 7))) & 1 : 0;
            value = (value << 1) | (uint)bit;
        }

        return value;
    }
}
