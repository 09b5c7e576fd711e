using MediaNode.Formats.Inspection;

namespace MediaNode.Processing.Plays;

/// <summary>How large a picture its bits are enough for.</summary>
internal static class FrameSize
{
    // The steps that messengers and video sites use; phones decode 1080p everywhere, and more not everywhere.
    private static readonly int[] _edges = [1920, 1280, 848, 640, 426];

    // Bits a pixel below which x264 shows blocks rather than detail: a smaller picture looks better.
    private const double EnoughBits = 0.045;
    private const double UsualFrameRate = 30;

    /// <summary>The longest edge that so many bits a second are enough for; the picture is never made larger.</summary>
    public static int LongestEdge(TrackFacts picture, int bitsASecond)
    {
        var (width, height) = (picture.Width ?? _edges[0], picture.Height ?? _edges[0]);
        var frames = Math.Clamp(picture.FrameRate ?? UsualFrameRate, 1, 120);
        var own = Math.Max(width, height);
        return _edges.Where((edge, at) => at == _edges.Length - 1 || IsEnough(Math.Min(edge, own))).First();

        bool IsEnough(int edge)
        {
            var scale = (double)edge / own;
            return bitsASecond / (width * scale * height * scale * frames) >= EnoughBits;
        }
    }

    /// <summary>The next smaller one; null below the smallest.</summary>
    public static int? Below(int edge) => _edges.Where(smaller => smaller < edge).Select(smaller => (int?)smaller).FirstOrDefault();
}
