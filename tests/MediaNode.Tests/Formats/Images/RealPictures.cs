using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;

namespace MediaNode.Tests.Formats.Images;

/// <summary>Small pictures of every kind as the real tools write them, made once for the tests that read them.</summary>
public sealed class RealPictures : IDisposable
{
    private const string Script =
        """
        vips gaussnoise noise.v 40 30 --seed 1
        vips bandjoin "noise.v noise.v noise.v" three.v
        vips cast three.v bytes.v uchar
        vips copy bytes.v rgb.v --interpretation srgb
        vips bandjoin_const rgb.v rgba.v 128
        vips extract_band rgb.v one.v 0
        vips copy one.v gray.v --interpretation b-w
        vips icc_transform rgb.v cmyk.v cmyk --input-profile srgb
        vips colourspace rgb.v rgb16.v rgb16

        vips jpegsave rgb.v rgb.jpg
        vips jpegsave rgb.v plain.jpg --strip
        vips jpegsave rgb.v progressive.jpg --interlace
        vips jpegsave gray.v gray.jpg
        vips jpegsave cmyk.v cmyk.jpg
        vips pngsave rgb.v rgb.png
        vips pngsave rgba.v rgba.png
        vips pngsave rgb16.v rgb16.png
        vips pngsave rgba.v palette.png --palette
        vips webpsave rgb.v lossy.webp
        vips webpsave rgba.v lossless.webp --lossless
        vips webpsave rgba.v alpha.webp
        vips gifsave rgb.v still.gif
        vips tiffsave rgb.v rgb.tif
        vips tiffsave cmyk.v cmyk.tif
        vips tiffsave rgb.v big.tif --bigtiff
        vips heifsave rgb.v rgb.heic
        vips heifsave rgb.v rgb.avif --compression av1
        vips heifsave rgba.v alpha.avif --compression av1
        for name in moving.gif moving.webp moving.apng
        do
          ffmpeg -v error -f lavfi -i testsrc=size=40x30:rate=5 -frames:v 4 "$name"
        done
        ffmpeg -v error -f lavfi -i testsrc=size=40x30:rate=5 -frames:v 1 still.bmp
        rm *.v
        """;

    private readonly TempDirectory _directory = new();
    private readonly ConcurrentDictionary<string, string> _headers = new();

    public RealPictures()
    {
        Run("sh", "-ec", Script);
        Names = [.. Directory.GetFiles(_directory.Path).Select(path => Path.GetFileName(path)!).Order()];
    }

    public IReadOnlyList<string> Names { get; }

    public byte[] this[string name] => File.ReadAllBytes(Path.Combine(_directory.Path, name));

    /// <summary>What vipsheader says about a field of the header.</summary>
    public string Header(string name, string field)
    {
        var header = _headers.GetOrAdd(name, _ => Run("vipsheader", "-a", name));
        return header.Split('\n').Single(line => line.StartsWith($"{field}: ", StringComparison.Ordinal))[(field.Length + 2)..];
    }

    /// <summary>The pixels as ffmpeg decodes them.</summary>
    public string Pixels(byte[] picture)
    {
        File.WriteAllBytes(Path.Combine(_directory.Path, "decoded"), picture);
        return Run("ffmpeg", "-v", "error", "-i", "decoded", "-f", "framemd5", "-");
    }

    /// <summary>Puts bytes beside the samples, for the tools to look at.</summary>
    public void Add(string name, byte[] picture) => File.WriteAllBytes(Path.Combine(_directory.Path, name), picture);

    public void Dispose() => _directory.Dispose();

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
        return output;
    }
}
