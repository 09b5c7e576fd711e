using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>BMP, from OS/2's header of 12 bytes to Windows' of 124.</summary>
public static class BmpReader
{
    private const uint OldHeader = 12;
    private const uint FirstWithAlpha = 56;

    /// <returns><see langword="null"/> when the bytes do not begin as BMP does. Two letters are little, so the header must fit.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.TryTake("BM"u8))
        {
            return null;
        }

        cursor.Skip(8);
        var pixels = cursor.U32();
        var header = cursor.U32();
        var isOld = header == OldHeader;
        var width = isOld ? cursor.U16() : (long)(int)cursor.U32();
        var height = isOld ? cursor.U16() : (long)(int)cursor.U32();
        var planes = cursor.U16();
        int bits = cursor.U16();
        var packing = isOld ? 0 : cursor.U32();
        if (header is not (OldHeader or 40 or 52 or FirstWithAlpha or 64 or 108 or 124) || planes != 1 || cursor.Overran)
        {
            return null;
        }

        // The mask stands behind the rest of the 40 bytes and the three masks of the colours.
        cursor.Skip(header >= FirstWithAlpha ? 20 + 12 : 0);
        var image = PictureFacts.Unmeasured with
        {
            Color = bits <= 8 ? ColorModel.Palette : ColorModel.Rgb,
            BitDepth = bits == 16 ? 5 : 8,
            HasAlpha = bits >= 16 && header >= FirstWithAlpha && header != 64 && cursor.U32() != 0,
        };

        // A negative height says that the first row is the uppermost.
        height = Math.Abs(height);
        var row = ((Math.Clamp(width, 0, int.MaxValue) * bits) + 31) / 32 * 4;
        var isPacked = packing is not (0 or 3);
        var isCutOff = cursor.Overran || source.Length <= pixels || (!isPacked && (source.Length - pixels) / Math.Max(row, 1) < height);
        return PictureFacts.Of(
            source, Container.Bmp, "image/bmp", (width, height), image, isCutOff ? PictureFacts.CutOff : null);
    }
}
