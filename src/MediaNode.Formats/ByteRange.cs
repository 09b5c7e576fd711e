using System.Globalization;

namespace MediaNode.Formats;

/// <summary>A run of bytes in a body, both ends included, as in <c>Content-Range</c> (RFC 9110 §14.4).</summary>
/// <param name="First">The offset of the first byte, from 0.</param>
/// <param name="Last">The offset of the last byte; never before <paramref name="First"/>.</param>
public readonly record struct ByteRange(long First, long Last)
{
    /// <summary>The longest field that is read, in characters. A player or a resumed download needs fewer than fifty.</summary>
    public const int MaxHeaderLength = 8 * 1024;

    /// <summary>The most ranges that one field may hold. It bounds the sorting, and the 16 bytes of stack that each range takes.</summary>
    public const int MaxRanges = 1_000;

    private const string Unit = "bytes=";
    private const string WhiteSpace = " \t";

    /// <summary>How many bytes the range holds.</summary>
    public long Length => Last - First + 1;

    /// <summary>Reads a <c>Range</c> field for a body of known length, by RFC 9110 §14.1 and §14.2.</summary>
    /// <remarks>
    /// Several ranges become one <see cref="RangeAnswer.Part"/> when together they are one run of bytes. Others are answered with the whole
    /// body, as §14.2 permits, rather than with a multipart one. A number beyond <see cref="long"/> counts as <see cref="long.MaxValue"/>.
    /// The work is bounded by <see cref="MaxHeaderLength"/> and <see cref="MaxRanges"/>; nothing but the answer is allocated.
    /// </remarks>
    /// <param name="header">The value of the field; <see langword="null"/> when the request has none.</param>
    /// <param name="length">The length of the body, in bytes.</param>
    /// <returns>
    /// <see cref="RangeAnswer.Whole"/> when there is no field, or one that §14.2 lets a server ignore: another unit than bytes, a malformed
    /// list, too long a list, or ranges with a gap between them.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public static RangeAnswer Parse(string? header, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        var field = header.AsSpan().Trim(WhiteSpace);
        if (header?.Length > MaxHeaderLength || !field.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return new RangeAnswer.Whole();
        }

        var list = field[Unit.Length..];
        Span<ByteRange> ranges = stackalloc ByteRange[Math.Min(list.Count(',') + 1, MaxRanges)];
        return TryReadList(list, length, ranges, out var satisfiable) ? Coalesce(ranges[..satisfiable]) : new RangeAnswer.Whole();
    }

    private static bool TryReadList(ReadOnlySpan<char> list, long length, Span<ByteRange> ranges, out int satisfiable)
    {
        satisfiable = 0;
        if (list.StartsWith(' ') || list.StartsWith('\t'))
        {
            return false; // White space may stand around a comma only, RFC 9110 §5.6.1.
        }

        var read = 0;
        foreach (var element in list.Split(','))
        {
            var spec = list[element].Trim(WhiteSpace);
            if (spec.IsEmpty)
            {
                continue; // §5.6.1.2: a recipient must ignore empty elements.
            }

            if (++read > MaxRanges || !TryReadRange(spec, length, out var range))
            {
                return false;
            }

            if (range is { } some)
            {
                ranges[satisfiable++] = some;
            }
        }

        return read > 0;
    }

    /// <summary>Reads an int-range (<c>5-9</c>, <c>5-</c>) or a suffix-range (<c>-5</c>), RFC 9110 §14.1.1 and §14.1.2.</summary>
    /// <param name="spec">One element of the list, without white space around it.</param>
    /// <param name="length">The length of the body, in bytes.</param>
    /// <param name="range">What the body has of the range; <see langword="null"/> when it has nothing (the range is unsatisfiable).</param>
    /// <returns>Whether the range is valid. One invalid range makes the whole field invalid.</returns>
    private static bool TryReadRange(ReadOnlySpan<char> spec, long length, out ByteRange? range)
    {
        range = null;
        var dash = spec.IndexOf('-');
        if (dash < 0 || !TryReadNumber(spec[..dash], out var first) || !TryReadNumber(spec[(dash + 1)..], out var last))
        {
            return false;
        }

        range = (first, last) switch
        {
            (null, > 0) => new(Math.Max(0, length - last.Value), length - 1),
            ({ } from, _) when from < length => new(from, Math.Min(last ?? long.MaxValue, length - 1)),
            _ => null,
        };

        return (first ?? last) is not null && !(last < first);
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out long? number)
    {
        number = digits.IsEmpty ? null
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : long.MaxValue;
        return !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static RangeAnswer Coalesce(Span<ByteRange> ranges)
    {
        if (ranges.IsEmpty)
        {
            return new RangeAnswer.Unsatisfiable();
        }

        ranges.Sort(static (a, b) => a.First.CompareTo(b.First));
        var run = ranges[0];
        foreach (var next in ranges)
        {
            if (next.First > run.Last + 1)
            {
                return new RangeAnswer.Whole();
            }

            run = run with { Last = Math.Max(run.Last, next.Last) };
        }

        // A suffix of an empty body is satisfiable, but no Content-Range can name it.
        return run.Length == 0 ? new RangeAnswer.Whole() : new RangeAnswer.Part(run);
    }
}
