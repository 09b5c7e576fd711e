using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;

namespace MediaNode.Tests.Samples;

/// <summary>Whether two pictures, or two videos, look the same: structural similarity (SSIM), where 1 is equal.</summary>
internal static partial class JudgeLikeness
{
    /// <summary>
    /// Compares as a person sees them: the original upright, in sRGB, on white, at the size of the result.
    /// </summary>
    public static async Task<double> OfPicturesAsync(string original, string result)
    {
        using var temp = new TempDirectory();
        var picture = await JudgePicture.OfAsync(result);
        var size = picture.Orientation >= 5 ? (Width: picture.Height, Height: picture.Width) : (picture.Width, picture.Height);
        var left = await SeenAsync(original, size, Path.Combine(temp.Path, "original"));
        var right = await SeenAsync(result, size, Path.Combine(temp.Path, "result"));

        // As brightness and colour: in red, green and blue a flat area that nobody can tell apart counts as changed.
        return await CompareAsync(left, right, "[0:v:0]format=yuv444p[a];[1:v:0]format=yuv444p[b];[a][b]ssim");
    }

    /// <summary>Compares frame by frame, the original turned as its matrix says and scaled to the size of the result.</summary>
    public static async Task<double> OfVideosAsync(string original, string result)
    {
        var video = (await JudgeMedia.OfAsync(result)).Videos.Single();
        var (width, height) = video.Rotation is 90 or 270 ? (video.Height, video.Width) : (video.Width, video.Height);
        var alike = "format=yuv420p,setsar=1";
        return await CompareAsync(original, result, $"[0:v:0]scale={width}:{height},{alike}[a];[1:v:0]{alike}[b];[a][b]ssim");
    }

    private static async Task<string> SeenAsync(string path, (int Width, int Height) size, string name)
    {
        var seen = $"{name}.fit.v";
        string[] fit = ["thumbnail", path, seen, $"{size.Width}", "--height", $"{size.Height}", "--size", "force"];

        // A picture without a profile is sRGB already, and asking for the conversion all the same shifts its colours.
        var hasProfile = (await JudgePicture.OfAsync(path)).HasProfile;
        await JudgeTool.OutputAsync("vips", hasProfile ? [.. fit, "--export-profile", "srgb"] : fit);

        // Flattening takes the last band for alpha, even when it is the blue one.
        if ((await JudgePicture.OfAsync(seen)).HasAlpha)
        {
            var flat = $"{name}.flat.v";
            await JudgeTool.OutputAsync("vips", "flatten", seen, flat, "--background", "255");
            seen = flat;
        }

        await JudgeTool.OutputAsync("vips", "colourspace", seen, $"{name}.png[strip]", "srgb");
        return $"{name}.png";
    }

    private static async Task<double> CompareAsync(string left, string right, string graph)
    {
        var ran = await JudgeTool.RunAsync(
            "ffmpeg", "-nostdin", "-hide_banner", "-i", left, "-i", right, "-lavfi", graph, "-f", "null", "-");
        ran.ExitCode.ShouldBe(0, ran.Error);
        return double.Parse(All().Match(ran.Error).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"SSIM .*All:([0-9.]+)")]
    private static partial Regex All();
}
