namespace MediaNode.Tests.Samples;

/// <summary>The four corners of the catalogue's picture, by the colour that each has: enough to tell how a picture was turned.</summary>
internal static class JudgeCorners
{
    /// <summary>As it should be looked at: from the upper left by rows.</summary>
    public const string Upright = "red green blue yellow";

    private const int Inset = 12;

    private static readonly (string Name, double[] Color)[] _colors =
    [
        ("red", [255, 0, 0]), ("green", [0, 255, 0]), ("blue", [0, 0, 255]), ("yellow", [255, 255, 0]),
    ];

    /// <summary>The corners of an RGB picture: upper left, upper right, lower left, lower right.</summary>
    public static async Task<string> OfAsync(string path)
    {
        var picture = await JudgePicture.OfAsync(path);
        var (right, bottom) = (picture.Width - 1 - Inset, picture.Height - 1 - Inset);
        var names = new List<string>();
        foreach (var (x, y) in new[] { (Inset, Inset), (right, Inset), (Inset, bottom), (right, bottom) })
        {
            names.Add(NameOf(await JudgePicture.PixelAsync(path, x, y)));
        }

        return string.Join(' ', names);
    }

    private static string NameOf(double[] pixel) =>
        _colors.FirstOrDefault(color => color.Color.Zip(pixel).All(pair => Math.Abs(pair.First - pair.Second) < 60)).Name ?? "other";
}
