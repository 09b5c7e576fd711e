using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>An ICC profile (ICC.1:2022 §7): whose colours it tells, by its header and its description.</summary>
internal static class IccProfile
{
    private const int HeaderLength = 128;
    private const int MostTags = 100; // Profiles of cameras and printers have some 20.
    private const int MostText = 200;

    /// <summary>Reads a profile from where the cursor stands to its end.</summary>
    /// <param name="body">The profile.</param>
    /// <param name="whole">Whether all of it is there, or else a first part.</param>
    public static ColorProfile Read(ByteCursor body, bool whole = true)
    {
        var start = body.Position;
        var available = body.Left;
        var size = body.U32();
        body.Skip(32);
        if (!body.TryTake("acsp"u8) || size < HeaderLength + 4 || (whole && size > available))
        {
            return ColorProfile.Broken;
        }

        body.Seek(start + HeaderLength);
        var tags = body.U32();
        if (tags is 0 or > MostTags || body.Overran)
        {
            return ColorProfile.Broken;
        }

        for (; tags > 0 && !body.Overran; tags--)
        {
            var isDescription = body.TryTake("desc"u8);
            body.Skip(isDescription ? 0 : 4);
            var (offset, length) = (body.U32(), body.U32());
            if (isDescription)
            {
                return NameIn(body.SliceAt(start + offset, length)) is { } name && IsSrgb(name) ? ColorProfile.Srgb : ColorProfile.Other;
            }
        }

        return body.Overran && whole ? ColorProfile.Broken : ColorProfile.Other;
    }

    /// <summary>Whether a profile of this name is sRGB: all that is known of one that is stored compressed.</summary>
    public static bool IsSrgb(string name) =>
        name.Contains("sRGB", StringComparison.Ordinal) || name is "c2"; // What Facebook calls its small one.

    // A 'desc' is ASCII with a count; an 'mluc' a list of translations in UTF-16, of which the first will do.
    private static string? NameIn(ByteCursor tag)
    {
        var start = tag.Position;
        if (tag.TryTake("desc"u8))
        {
            tag.Skip(4);
            return Encoding.ASCII.GetString(tag.Peek((int)Math.Min(tag.U32(), MostText))).TrimEnd('\0');
        }

        if (!tag.TryTake("mluc"u8))
        {
            return null;
        }

        tag.Skip(16);
        var (length, offset) = (tag.U32(), tag.U32());
        tag.Seek(start + offset);
        return Encoding.BigEndianUnicode.GetString(tag.Peek((int)Math.Min(length, MostText)));
    }
}
