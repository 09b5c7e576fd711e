using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>One field of a directory. Of its values the first is enough for everything that is measured here.</summary>
internal readonly record struct TiffField(int Tag, long Count, long Value);

/// <summary>The directories of a TIFF file, or of the TIFF structure that EXIF is (TIFF 6.0 §2, BigTIFF).</summary>
internal sealed class TiffDirectory
{
    private readonly ByteCursor _body;
    private readonly long _start;
    private readonly bool _big;

    private TiffDirectory(ByteCursor body, long start, bool big)
    {
        _body = body;
        _start = start;
        _big = big;
        Next = ReadOffset();
    }

    /// <summary>Where the next directory stands, counted from the structure's first byte; 0 when there is none.</summary>
    public long Next { get; private set; }

    /// <summary>What is wrong when a directory reaches beyond the end, or beyond what the reader may look at.</summary>
    public string? Damage => _body.Overran ? PictureFacts.EndOf(_body) : null;

    /// <returns><see langword="null"/> when the bytes do not begin as TIFF does.</returns>
    public static TiffDirectory? TryOpen(ByteCursor body)
    {
        var start = body.Position;
        body.LittleEndian = body.TryTake("II"u8);
        if (!body.LittleEndian && !body.TryTake("MM"u8))
        {
            return null;
        }

        return body.U16() switch
        {
            42 => new TiffDirectory(body, start, big: false),
            43 when body.U16() == 8 && body.U16() == 0 => new TiffDirectory(body, start, big: true),
            _ => null,
        };
    }

    /// <summary>Reads the fields of the next directory and goes on to the one behind it.</summary>
    public IEnumerable<TiffField> ReadNext()
    {
        _body.Seek(_start + Next);
        Next = 0;
        var count = _big ? (long)_body.U64() : _body.U16();
        for (var field = 0L; field < count && !_body.Overran; field++)
        {
            var tag = _body.U16();
            var type = _body.U16();
            var values = ReadOffset();
            var value = ReadValue(type, values);
            if (!_body.Overran)
            {
                yield return new TiffField(tag, values, value);
            }
        }

        Next = ReadOffset();
    }

    /// <summary>Goes on to the directory behind the next one without a look at the fields between.</summary>
    public void SkipNext()
    {
        _body.Seek(_start + Next);
        var count = _big ? (long)_body.U64() : _body.U16();
        _body.Skip((long)Math.Min((ulong)count, int.MaxValue) * (_big ? 20 : 12));
        Next = ReadOffset();
    }

    /// <summary>The first value, which stands in the field itself when all of them have room there.</summary>
    private long ReadValue(int type, long values)
    {
        var room = _big ? 8 : 4;
        var behind = _body.Position + room;
        var size = type switch { 3 => 2, 4 or 13 => 4, 16 or 18 => 8, _ => 1 };
        if (values > room / size)
        {
            // A value elsewhere that cannot be reached does not spoil the fields behind it.
            var at = _start + ReadOffset();
            if (at < _start || at > _body.End - size)
            {
                _body.Seek(behind);
                return 0;
            }

            _body.Seek(at);
        }

        var value = size switch { 2 => _body.U16(), 4 => _body.U32(), 8 => (long)_body.U64(), _ => _body.U8() };
        _body.Seek(behind);
        return value;
    }

    private long ReadOffset() => _big ? (long)_body.U64() : _body.U32();
}
