using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>About how much a JPEG was compressed, on the scale of libjpeg that everybody knows.</summary>
internal static class JpegQuality
{
    // The sum of the table of luminance in ITU-T T.81 annex K, which is libjpeg's at quality 50.
    private const int SumAtFifty = 3688;
    private const int Coefficients = 64;

    /// <param name="body">A segment of quantization tables, the table of luminance first, as everybody writes it.</param>
    /// <returns>1 to 100, or null when the segment does not tell.</returns>
    public static int? Of(ByteCursor body)
    {
        if (body.U8() != 0)
        {
            return null; // Another table, or one of 16 bits: not a usual picture.
        }

        var sum = 0;
        foreach (var step in body.Take(Coefficients))
        {
            sum += step;
        }

        if (sum < Coefficients)
        {
            return null;
        }

        var scale = 100.0 * sum / SumAtFifty;
        return (int)Math.Clamp(Math.Round(scale <= 100 ? (200 - scale) / 2 : 5000 / scale), 1, 100);
    }
}
