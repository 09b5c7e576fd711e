using System.Buffers.Binary;

namespace MediaNode.Formats.Inspection;

/// <summary>Reads a source from one place to the next, within bounds, and never throws.</summary>
/// <remarks>
/// What is not there reads as zero, and <see cref="Overran"/> then stays set: a reader takes all the fields of a header and looks once.
/// How much is read in all is bounded by <see cref="Window.Share"/>; beyond it everything is as if the source had ended.
/// </remarks>
internal sealed class ByteCursor
{
    private readonly Window _window;

    public ByteCursor(ByteSource source) : this(new Window(source), 0, source.Length) { }

    private ByteCursor(Window window, long start, long end)
    {
        _window = window;
        Position = start;
        End = end;
    }

    /// <summary>How numbers are stored; big-endian unless set.</summary>
    public bool LittleEndian { get; set; }

    /// <summary>Where the next byte is read, as an offset in the source.</summary>
    public long Position { get; private set; }

    /// <summary>Where the cursor's bytes end, as an offset in the source.</summary>
    public long End { get; }

    public long Left => End - Position;

    /// <summary>Whether something was asked for that is not there.</summary>
    public bool Overran { get; private set; }

    /// <summary>Whether the reader has had its share of the source: what follows was not looked at, so nothing is known of it.</summary>
    public bool IsSpent => _window.IsSpent;

    /// <summary>Moves to an offset in the source, forwards or backwards; one behind the end overruns.</summary>
    public void Seek(long position)
    {
        Overran |= position < 0 || position > End;
        Position = Overran ? End : position;
    }

    /// <summary>Moves on; a negative count, as of a 64-bit length that no file has, overruns.</summary>
    public void Skip(long count) => Seek(count < 0 || count > Left ? long.MaxValue : Position + count);

    /// <summary>What comes next, without moving.</summary>
    /// <returns>Up to <paramref name="count"/> bytes and no more than <see cref="Window.Size"/>, valid until the next call.</returns>
    public ReadOnlySpan<byte> Peek(int count) => _window.At(Position, (int)Math.Min(count, Left));

    /// <summary>What comes next and is at hand, without moving: at least so many bytes unless there are fewer, and mostly more.</summary>
    public ReadOnlySpan<byte> PeekSome(int atLeast)
    {
        var bytes = _window.AtLeast(Position, (int)Math.Min(atLeast, Left));
        return bytes[..(int)Math.Min(bytes.Length, Left)];
    }

    /// <returns>All of the bytes, at most <see cref="Window.Size"/>, valid until the next call; none when they are not all there.</returns>
    public ReadOnlySpan<byte> Take(int count)
    {
        var bytes = Peek(count);
        if (Overran || bytes.Length < count)
        {
            Seek(long.MaxValue); // To the end, so that a loop over what is left ends.
            return [];
        }

        Position += count;
        return bytes;
    }

    /// <summary>Moves behind the bytes if they come next.</summary>
    public bool TryTake(ReadOnlySpan<byte> expected)
    {
        if (!Peek(expected.Length).SequenceEqual(expected))
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    /// <summary>Moves to where the bytes next stand, or to the end when they do not stand in what is left or may be read.</summary>
    public bool TryFind(ReadOnlySpan<byte> wanted)
    {
        while (PeekSome(wanted.Length) is var bytes && bytes.Length >= wanted.Length)
        {
            var at = bytes.IndexOf(wanted);
            if (at >= 0)
            {
                Position += at;
                return true;
            }

            // What is wanted may begin in one window and end in the next.
            Position += bytes.Length - wanted.Length + 1;
        }

        Position = End;
        return false;
    }

    /// <summary>Moves behind a run of one and the same byte, however long.</summary>
    public void SkipAll(byte value)
    {
        while (PeekSome(atLeast: 1) is { IsEmpty: false } bytes)
        {
            var other = bytes.IndexOfAnyExcept(value);
            Position += other < 0 ? bytes.Length : other;
            if (other >= 0)
            {
                return;
            }
        }
    }

    public byte U8() => Take(1) is [var value] ? value : (byte)0;

    public ushort U16() => Take(2) is not { Length: 2 } bytes ? (ushort)0
        : LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public uint U24() => Take(3) is not [var a, var b, var c] ? 0u
        : LittleEndian ? (uint)((c << 16) | (b << 8) | a)
        : (uint)((a << 16) | (b << 8) | c);

    public uint U32() => Take(4) is not { Length: 4 } bytes ? 0u
        : LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    public ulong U64() => Take(8) is not { Length: 8 } bytes ? 0ul
        : LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    /// <summary>A cursor over the next bytes only, such as the body of a box or a chunk; this one moves behind them.</summary>
    /// <returns>A cursor that has fewer bytes when not all are there; then this one overran.</returns>
    public ByteCursor Slice(long length)
    {
        var slice = new ByteCursor(_window, Position, Position + Math.Clamp(length, 0, Left)) { LittleEndian = LittleEndian };
        Skip(length);
        return slice;
    }

    /// <summary>A cursor over bytes elsewhere in the source, such as what an offset points to; this one stays.</summary>
    /// <returns>A cursor that has none or fewer bytes when not all are there.</returns>
    public ByteCursor SliceAt(long offset, long length)
    {
        var start = Math.Clamp(offset, 0, End);
        return new ByteCursor(_window, start, start + Math.Clamp(length, 0, End - start)) { LittleEndian = LittleEndian };
    }
}
