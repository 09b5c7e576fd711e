namespace MediaNode.Sandboxing.Tools;

/// <summary>The command line that decodes a BMP: libvips has no loader for it that it trusts, and ffmpeg's is small.</summary>
internal static class Bitmap
{
    /// <summary>Decodes <c>in/0</c> as BMP, whatever else the bytes might be.</summary>
    /// <param name="output">A name that ends in <c>.tif</c>.</param>
    /// <param name="alpha">Whether it is transparent somewhere.</param>
    public static IReadOnlyList<string> ToTiff(string output, bool alpha) =>
    [
        "-hide_banner", "-nostdin", "-v", "error", "-y", "-xerror",
        "-protocol_whitelist", "file,pipe", "-format_whitelist", "bmp_pipe", "-codec_whitelist", "bmp", "-f", "bmp_pipe", "-i", "in/0",
        "-frames:v", "1", "-pix_fmt", alpha ? "rgba" : "rgb24", "-compression_algo", "raw", output,
    ];
}
