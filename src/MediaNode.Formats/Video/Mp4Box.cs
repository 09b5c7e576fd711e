using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>One box: ISO/IEC 14496-12 §4.2. The body has fewer bytes than claimed when the box is not whole.</summary>
internal readonly record struct Mp4Box(string Type, long Start, ByteCursor Body, bool IsWhole)
{
    /// <returns>The next box, with the parent behind it, or null when fewer bytes are left than a header takes.</returns>
    public static Mp4Box? Next(ByteCursor parent)
    {
        if (parent.Left < 8)
        {
            return null;
        }

        var start = parent.Position;
        var size = (ulong)parent.U32();
        var type = TypeOf(parent.Take(4));
        var header = 8ul;
        var toEnd = size == 0;
        if (size == 1)
        {
            (size, header) = (parent.U64(), 16);
        }

        if (parent.Overran && parent.IsSpent)
        {
            return null;
        }

        // A size of 0 reaches to the end, but not in 64 bits.
        // One that does not even hold its own header is a lie, and what follows cannot be found.
        var left = (ulong)parent.Left;
        var body = toEnd ? left : size - header;
        var whole = !parent.Overran && (toEnd || size >= header) && body <= left;
        return new(type, start, parent.Slice(whole ? (long)body : long.MaxValue), whole);
    }

    /// <summary>Four characters; what is not printable ASCII becomes a question mark.</summary>
    public static string TypeOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> printable = stackalloc byte[4];
        for (var i = 0; i < printable.Length; i++)
        {
            printable[i] = i < bytes.Length && bytes[i] is >= (byte)' ' and <= (byte)'~' ? bytes[i] : (byte)'?';
        }

        return Encoding.ASCII.GetString(printable);
    }
}
