using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MediaNode.Formats.Inspection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

[CollectionDefinition(nameof(AvSamples))]
public sealed class AvSamplesShared : ICollectionFixture<AvSamples>;

/// <summary>Small files that ffmpeg makes, once for all tests, and what ffprobe says of them.</summary>
public sealed class AvSamples : IDisposable
{
    private const string Tone = "-f lavfi -i sine=frequency=440:sample_rate=RATE:duration=1.3";
    private const string Picture = "-f lavfi -i testsrc=size=176x144:rate=25:duration=1.2";

    private readonly TempDirectory _directory = new();
    private readonly Dictionary<string, Lazy<string>> _made = [];
    private readonly Lock _making = new();

    /// <summary>How each sample is made: the arguments between ffmpeg's own and the name of the file.</summary>
    public static IReadOnlyDictionary<string, string> Recipes { get; } = new Dictionary<string, string>
    {
        ["mono.aac"] = $"{Sine(44100)} -ac 1 -c:a aac",
        ["stereo.aac"] = $"{Sine(48000)} -ac 2 -c:a aac",
        ["stereo.mp3"] = $"{Sine(44100)} -ac 2 -c:a libmp3lame -b:a 64k",
        ["mono.mp3"] = $"{Sine(16000)} -ac 1 -c:a libmp3lame -b:a 32k",
        ["bare.mp3"] = $"{Sine(22050)} -ac 1 -c:a libmp3lame -b:a 32k -write_xing 0 -id3v2_version 0",
        ["layer2.mp2"] = $"{Sine(48000)} -ac 2 -c:a mp2 -b:a 128k",
        ["voice.ogg"] = $"{Sine(48000)} -ac 1 -c:a libopus -b:a 24k",
        ["stereo.opus"] = $"{Sine(48000)} -ac 2 -c:a libopus",
        ["vorbis.ogg"] = $"{Sine(44100)} -ac 2 -c:a libvorbis",
        ["flac.ogg"] = $"{Sine(44100)} -ac 2 -c:a flac",
        ["speex.ogg"] = $"{Sine(16000)} -ac 1 -c:a libspeex",
        ["theora.ogv"] = $"{Picture} {Sine(48000)} -c:v libtheora -c:a libvorbis -ac 1",
        ["pcm.wav"] = $"{Sine(44100)} -ac 2 -c:a pcm_s16le",
        ["pcm24.wav"] = $"{Sine(48000)} -ac 1 -c:a pcm_s24le",
        ["alaw.wav"] = $"{Sine(8000)} -ac 1 -c:a pcm_alaw",
        ["sound.rf64.wav"] = $"{Sine(44100)} -ac 2 -c:a pcm_s16le -rf64 always",
        ["sound.flac"] = $"{Sine(44100)} -ac 2 -c:a flac",
        ["main.mp4"] = $"{Picture} {Sine(44100)} -c:v libx264 -profile:v main -pix_fmt yuv420p -c:a aac -ac 2",
        ["fast.mp4"] = $"{Picture} {Sine(44100)} -c:v libx264 -profile:v baseline -pix_fmt yuv420p -c:a aac -ac 1 -movflags +faststart",
        ["silent.mp4"] = $"{Picture} -c:v libx264 -profile:v high -pix_fmt yuv420p",
        ["fragmented.mp4"] = $"{Picture} {Sine(44100)} -c:v libx264 -pix_fmt yuv420p -g 10 -c:a aac -movflags frag_keyframe+empty_moov",
        ["hevc.mp4"] = $"{Picture} -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p -tag:v hvc1",
        ["mpeg4.mp4"] = $"{Picture} {Sine(44100)} -c:v mpeg4 -c:a libmp3lame -ac 1",
        ["vp9.mp4"] = $"{Picture} -c:v libvpx-vp9 -deadline realtime -cpu-used 8",
        ["av1.mp4"] = $"{Picture} -c:v libsvtav1 -preset 12 -frames:v 5",
        ["opus.mp4"] = $"{Sine(48000)} -c:a libopus -ac 1",
        ["ac3.mp4"] = $"{Sine(48000)} -c:a ac3 -ac 2",
        ["flac.mp4"] = $"{Sine(44100)} -c:a flac -ac 2 -strict -2",
        ["sound.m4a"] = $"{Sine(44100)} -c:a aac -ac 2 -f ipod",
        ["alac.m4a"] = $"{Sine(44100)} -c:a alac -ac 2 -f ipod",
        ["clip.mov"] = $"{Picture} {Sine(44100)} -c:v libx264 -pix_fmt yuv420p -c:a aac -ac 2",
        ["pcm.mov"] = $"{Picture} {Sine(44100)} -c:v mjpeg -c:a pcm_s16le -ac 2",
        ["two-sounds.mp4"] = $"{Picture} {Sine(44100)} {Sine(22050)} -map 0 -map 1 -map 2 -c:v libx264 -c:a aac -pix_fmt yuv420p",
        ["amr.3gp"] = $"{Picture} {Sine(8000)} -c:v h263 -c:a aac -ac 1 -ar 8000",
        ["clip.webm"] = $"{Picture} {Sine(48000)} -c:v libvpx -deadline realtime -c:a libopus -ac 2",
        ["sound.webm"] = $"{Sine(44100)} -c:a libvorbis -ac 2",
        ["clip.mkv"] = $"{Picture} {Sine(44100)} -c:v libx264 -pix_fmt yuv420p -c:a aac -ac 2",
        ["clip.avi"] = $"{Picture} {Sine(44100)} -c:v mpeg4 -c:a libmp3lame -ac 2",
        ["mjpeg.avi"] = $"{Picture} {Sine(44100)} -c:v mjpeg -c:a pcm_s16le -ac 1 -t 1.2",
        ["clip.ts"] = $"{Picture} {Sine(44100)} -c:v libx264 -c:a aac -pix_fmt yuv420p",
        ["clip.m2ts"] = $"{Picture} {Sine(44100)} -c:v libx264 -c:a aac -pix_fmt yuv420p",
        ["clip.mpg"] = $"{Picture} {Sine(44100)} -c:v mpeg1video -c:a mp2",
        ["clip.vob"] = $"{Picture} {Sine(48000)} -c:v mpeg2video -c:a mp2",
        ["clip.wmv"] = $"{Picture} {Sine(44100)} -c:v wmv2 -c:a wmav2",
        ["clip.flv"] = $"{Picture} {Sine(44100)} -c:v flv -c:a libmp3lame",
    };

    /// <returns>The path of the sample, made now if it is the first time.</returns>
    public string PathOf(string name)
    {
        lock (_making)
        {
            if (!_made.TryGetValue(name, out var made))
            {
                _made[name] = made = new(() => Make(name, Recipes[name]));
            }

            return made.Value;
        }
    }

    public byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public MemorySource Source(string name) => new(Bytes(name));

    /// <summary>Makes a file from one that is there, under another name.</summary>
    public string Make(string name, string arguments)
    {
        var path = Path.Combine(_directory.Path, name);
        Run("ffmpeg", $"-nostdin -v error -y {arguments} {path}");
        return path;
    }

    /// <summary>What ffprobe says: its JSON of the format and the streams.</summary>
    public static JsonElement Probe(string path) =>
        JsonDocument.Parse(Run("ffprobe", $"-v error -show_format -show_streams -of json {path}")).RootElement;

    public static TimeSpan DurationOf(JsonElement probe) => TimeSpan.FromSeconds(
        double.Parse(probe.GetProperty("format").GetProperty("duration").GetString()!, CultureInfo.InvariantCulture));

    public void Dispose() => _directory.Dispose();

    private static string Sine(int rate) => Tone.Replace("RATE", rate.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Run(string tool, string arguments)
    {
        var start = new ProcessStartInfo(tool, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
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
