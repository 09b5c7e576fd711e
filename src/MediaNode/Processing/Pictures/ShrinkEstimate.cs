namespace MediaNode.Processing.Pictures;

/// <summary>How many pixels a picture keeps that no quality makes small enough.</summary>
internal static class ShrinkEstimate
{
    private const double AtGoodQuality = 2.5; // What the quality of a shrunk picture takes, in bytes of the least one.
    private const double NearEnough = 0.7;
    private const double Aim = 0.92;

    // Grain is smoothed away where a picture shrinks and comes back where it grows: bytes grow faster than pixels do.
    private const double BytesByPixels = 1.3;

    /// <summary>By how much both edges shrink, before anything is known but what the least quality came to.</summary>
    /// <param name="most">Bytes.</param>
    /// <param name="bytesAtLeast">Bytes at the least quality.</param>
    public static double Smaller(long most, long bytesAtLeast) => Math.Clamp(Math.Sqrt(most / (bytesAtLeast * AtGoodQuality)), 0.25, 0.9);

    /// <summary>By how much both edges of what fits may grow again, at the same quality.</summary>
    /// <param name="most">Bytes.</param>
    /// <param name="bytes">What it takes.</param>
    /// <returns><see langword="null"/> when there is little to gain.</returns>
    public static double? Larger(long most, long bytes) =>
        bytes >= most * NearEnough ? null : Math.Pow(Aim * most / Math.Max(bytes, 1), 1 / (2 * BytesByPixels));
}
