using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>One element of EBML: RFC 8794 §4 to §7. One of unknown size reaches to the end of what holds it.</summary>
internal readonly record struct EbmlElement(uint Id, ByteCursor Body, bool IsWhole)
{
    /// <returns>The next element, with the parent behind it, or null when none begins here.</returns>
    public static EbmlElement? Next(ByteCursor parent)
    {
        if (parent.Left < 2)
        {
            return null;
        }

        var id = VariableNumber(parent, most: 4, keepMarker: true);
        var size = VariableNumber(parent, most: 8, keepMarker: false);
        if (id is null || size is null || parent.Overran)
        {
            return null;
        }

        var unknown = size == ulong.MaxValue;
        var whole = unknown || size <= (ulong)parent.Left;
        return new((uint)id, parent.Slice(unknown ? parent.Left : whole ? (long)size : long.MaxValue), whole);
    }

    public ulong Number()
    {
        var value = 0ul;
        foreach (var next in Body.Take((int)Math.Min(Body.Left, 8)))
        {
            value = (value << 8) | next;
        }

        return value;
    }

    public double Real() => Body.Left switch
    {
        4 => BitConverter.UInt32BitsToSingle(Body.U32()),
        8 => BitConverter.UInt64BitsToDouble(Body.U64()),
        _ => 0,
    };

    /// <summary>The beginning of a text; no name that is known is longer.</summary>
    public string Text() => Encoding.Latin1.GetString(Body.Take((int)Math.Min(Body.Left, 32)).TrimEnd((byte)0));

    /// <summary>RFC 8794 §4: the zeros before the first one tell how many bytes follow. All ones in a size mean unknown.</summary>
    private static ulong? VariableNumber(ByteCursor cursor, int most, bool keepMarker)
    {
        var first = cursor.U8();
        var length = System.Numerics.BitOperations.LeadingZeroCount(first) - 24 + 1;
        if (length > most)
        {
            return null;
        }

        var value = keepMarker ? first : (ulong)first & ((1ul << (8 - length)) - 1);
        foreach (var next in cursor.Take(length - 1))
        {
            value = (value << 8) | next;
        }

        return !keepMarker && value == (1ul << (7 * length)) - 1 ? ulong.MaxValue : value;
    }
}
