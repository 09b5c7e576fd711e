using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>The tag that stands in front of sound and is none: ID3v2.4 structure §3.1.</summary>
internal static class Id3
{
    // Files with one tag are the rule, and with two there are some.
    private const int MostTags = 8;

    /// <summary>Moves behind the tags; a tag that claims more than there is makes the cursor overrun.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Skip(ByteCursor cursor)
    {
        var tags = 0;
        while (tags < MostTags && TryLengthOf(cursor.Peek(10), out var length))
        {
            cursor.Skip(length);
            tags++;
        }

        return tags > 0;
    }

    private static bool TryLengthOf(ReadOnlySpan<byte> header, out int length)
    {
        length = 0;
        if (header.Length < 10 || !header.StartsWith("ID3"u8) || header[3] == 0xff || header[4] == 0xff
            || (header[6] | header[7] | header[8] | header[9]) >= 0x80)
        {
            return false;
        }

        var body = (header[6] << 21) | (header[7] << 14) | (header[8] << 7) | header[9];
        var footer = (header[5] & 0x10) != 0 ? 10 : 0;
        length = 10 + body + footer;
        return true;
    }
}
