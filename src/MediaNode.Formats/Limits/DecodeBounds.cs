namespace MediaNode.Formats.Limits;

/// <summary>How much picture may be decoded. A few kilobytes can stand for gigabytes of pixels, so the header is asked first.</summary>
/// <param name="MostPixels">Width times height of one frame.</param>
/// <param name="MostFrames">Frames of one picture; less than <see cref="Inspection.ImageFacts.MostFrames"/>.</param>
public sealed record DecodeBounds(long MostPixels, int MostFrames)
{
    /// <summary>50 megapixels, which the largest phone cameras reach in everyday use, and a thousand frames.</summary>
    public static readonly DecodeBounds Default = new(50_000_000, 1_000);
}
