namespace MediaNode.Formats.Inspection;

/// <summary>A few kilobytes of a source, read where they are asked for, until the reader has had its share.</summary>
internal sealed class Window(ByteSource source)
{
    /// <summary>The most bytes that can be looked at in one piece.</summary>
    public const int Size = 4 * 1024;

    /// <summary>The most bytes that one reader gets from a source. It bounds the work for every file, a hostile one too.</summary>
    public const int Share = 6 * 1024 * 1024;

    // A jump is mostly to a header of some bytes; only what goes on behind it is worth a whole window.
    private const int Jump = 512;

    private readonly byte[] _bytes = new byte[Size];
    private long _from;
    private int _count;
    private int _spent;

    /// <summary>Whether the share is used up, so that nothing new can be read.</summary>
    public bool IsSpent => _spent > Share - Size;

    /// <returns>
    /// Up to <paramref name="count"/> bytes, valid until the next call: fewer at the end of the source, and when the share is used up.
    /// </returns>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        count = Math.Min(count, Size);
        var bytes = AtLeast(offset, count);
        return bytes[..Math.Min(count, bytes.Length)];
    }

    /// <summary>As <see cref="At"/>, with what is at hand behind the bytes: for a search, which would else read much of it again.</summary>
    public ReadOnlySpan<byte> AtLeast(long offset, int count)
    {
        if ((offset < _from || offset + count > _from + _count) && !IsSpent)
        {
            var goesOn = offset >= _from && offset <= _from + _count && _count > 0;
            var wanted = goesOn ? Size : Math.Max(count, Jump);
            _from = offset;
            _count = source.Read(offset, _bytes.AsSpan(0, wanted));

            // What was asked for counts, not what came: reading behind the end again and again must end too.
            _spent += wanted;
        }

        return offset < _from || offset >= _from + _count ? [] : _bytes.AsSpan((int)(offset - _from), (int)(_from + _count - offset));
    }
}
