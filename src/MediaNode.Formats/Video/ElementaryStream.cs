using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;

namespace MediaNode.Formats.Video;

/// <summary>The box <c>esds</c>: ISO/IEC 14496-14 §5.6 with the descriptors of ISO/IEC 14496-1 §7.2.6.</summary>
internal readonly record struct ElementaryStream(int ObjectType, AudioSpecificConfig? Config)
{
    public static ElementaryStream Read(ByteCursor esds)
    {
        esds.Skip(4);
        var tag = esds.U8();
        SkipLength(esds);
        if (tag == 3)
        {
            esds.Skip(2);
            var flags = esds.U8();
            esds.Skip((flags & 0x80) != 0 ? 2 : 0);
            esds.Skip((flags & 0x40) != 0 ? esds.U8() : 0);
            esds.Skip((flags & 0x20) != 0 ? 2 : 0);
            tag = esds.U8();
            SkipLength(esds);
        }

        if (tag != 4)
        {
            return default;
        }

        var objectType = esds.U8();
        esds.Skip(12);
        if (esds.U8() != 5)
        {
            return new(objectType, null);
        }

        return new(objectType, AudioSpecificConfig.Read(esds.Peek(Math.Min(SkipLength(esds), 64))));
    }

    /// <summary>Seven bits to a byte, four bytes at the most: ISO/IEC 14496-1 §8.3.3.</summary>
    private static int SkipLength(ByteCursor esds)
    {
        var length = 0;
        for (var i = 0; i < 4; i++)
        {
            var next = esds.U8();
            length = (length << 7) | (next & 0x7f);
            if (next < 0x80)
            {
                break;
            }
        }

        return length;
    }
}
