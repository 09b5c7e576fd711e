using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Where the items of a HEIC or AVIF file stand (iloc, ISO/IEC 14496-12 §8.11.3): the first extent of each.</summary>
internal static class HeifPlaces
{
    public static void Take(ByteCursor body, int most, List<(uint Item, long Offset, long Length)> places)
    {
        var version = body.U32() >> 24;
        int sizes = body.U16();
        var (offsetSize, lengthSize, baseSize) = (sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15);
        var indexSize = version > 0 ? sizes & 15 : 0;
        var items = version < 2 ? body.U16() : body.U32();
        for (var item = 0L; item < items && places.Count < most && !body.Overran; item++)
        {
            var id = version < 2 ? body.U16() : body.U32();
            var isInFile = version == 0 || (body.U16() & 15) == 0;
            body.Skip(2);
            var start = Number(body, baseSize);
            int extents = body.U16();
            for (var extent = 0; extent < extents && !body.Overran; extent++)
            {
                body.Skip(indexSize);
                var offset = Number(body, offsetSize);
                var length = Number(body, lengthSize);
                if (extent == 0 && isInFile && !body.Overran)
                {
                    places.Add((id, unchecked(start + offset), length));
                }
            }
        }
    }

    private static long Number(ByteCursor body, int size) => size switch { 4 => body.U32(), 8 => (long)body.U64(), _ => 0 };
}
