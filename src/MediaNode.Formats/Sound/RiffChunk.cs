using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>One chunk of a RIFF file: four characters, a length, and so many bytes, padded to an even number.</summary>
internal readonly record struct RiffChunk(string Id, uint Length, ByteCursor Body, bool IsWhole)
{
    /// <returns>The next chunk, with the parent behind it, or null when there is none.</returns>
    public static RiffChunk? Next(ByteCursor parent)
    {
        if (parent.Left < 8 || parent.Take(4) is not { Length: 4 } id)
        {
            return null;
        }

        var name = Encoding.Latin1.GetString(id);
        var length = parent.U32();
        if (parent.Overran)
        {
            return null;
        }

        var whole = length <= parent.Left;
        var body = parent.Slice(length);
        if (whole && (length & 1) == 1 && parent.Left > 0)
        {
            parent.Skip(1);
        }

        return new(name, length, body, whole);
    }
}
