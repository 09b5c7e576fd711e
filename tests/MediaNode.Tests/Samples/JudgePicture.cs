using System.Globalization;

namespace MediaNode.Tests.Samples;

/// <summary>A picture as vips sees it.</summary>
internal sealed record JudgePicture
{
    /// <summary>The format, as vips names its loaders: jpeg, png, webp, gif, heif, tiff.</summary>
    public required string Format { get; init; }

    /// <summary>Pixels, as stored.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, as stored.</summary>
    public required int Height { get; init; }

    /// <summary>Channels: a second or fourth one is alpha, unless the picture is CMYK.</summary>
    public required int Bands { get; init; }

    /// <summary>The type of a sample: uchar, ushort.</summary>
    public required string Depth { get; init; }

    /// <summary>The colour space: srgb, b-w, cmyk, rgb16.</summary>
    public required string Space { get; init; }

    /// <summary>Frames or pages.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>The EXIF orientation.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Every field of the header, by its name in vips.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    public bool HasAlpha => Space != "cmyk" && Bands is 2 or 4;

    public bool HasProfile => Fields.ContainsKey("icc-profile-data");

    public bool HasExif => Fields.ContainsKey("exif-data");

    public bool HasXmp => Fields.ContainsKey("xmp-data");

    public bool Progressive => Fields.GetValueOrDefault("jpeg-multiscan") == "1" || Fields.GetValueOrDefault("interlaced") == "1";

    /// <summary>The line of the catalogue: format, size, colour space, bands and depth, and frames when there are several.</summary>
    public override string ToString() => $"{Format} {Width}x{Height} {Space} {Bands} {Depth}{(Pages > 1 ? $", {Pages} frames" : "")}";

    public static async Task<JudgePicture> OfAsync(string path)
    {
        // The first line is a summary that starts with the name; the others are "field: value".
        var lines = (await JudgeTool.OutputAsync("vipsheader", "-a", path)).Split('\n').Skip(1);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                fields[line[..colon]] = line[(colon + 2)..];
            }
        }

        return new JudgePicture
        {
            Format = fields["vips-loader"].Replace("load", "", StringComparison.Ordinal),
            Width = Number(fields["width"]),
            Height = Number(fields["height"]),
            Bands = Number(fields["bands"]),
            Depth = fields["format"],
            Space = fields["interpretation"],
            Pages = fields.TryGetValue("n-pages", out var pages) ? Number(pages) : 1,
            Orientation = fields.TryGetValue("orientation", out var orientation) ? Number(orientation) : 1,
            Fields = fields,
        };
    }

    /// <summary>The bands of one pixel, decoded.</summary>
    public static async Task<double[]> PixelAsync(string path, int x, int y)
    {
        var text = await JudgeTool.OutputAsync("vips", "getpoint", path, $"{x}", $"{y}");
        var bands = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. bands.Select(band => double.Parse(band, CultureInfo.InvariantCulture))];
    }

    /// <summary>Decodes the whole picture, and says what vips complained about.</summary>
    /// <returns>Empty when there was nothing.</returns>
    public static async Task<string> ComplaintsAsync(string path) =>
        (await JudgeTool.RunAsync("vips", "avg", $"{path}[fail_on=warning]")).Error.Trim();

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
