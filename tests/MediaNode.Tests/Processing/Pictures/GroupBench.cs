using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Processing.Pictures;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Sandboxing;
using MediaNode.Tests.Telemetry;
using Microsoft.Extensions.Options;

namespace MediaNode.Tests.Processing.Pictures;

/// <summary>Groups of thumbnails with the real tool in the real box, and a queue whose places can be held.</summary>
internal sealed class GroupBench : IAsyncDisposable
{
    private readonly Box _box;
    private readonly SandboxOptions _options;

    public GroupBench(SandboxMode mode = SandboxMode.Required, SandboxOptions? options = null, string? script = null)
    {
        // The box has no /tmp of ours, where a script lies.
        _box = new Box(script is null ? mode : SandboxMode.Off);
        _options = options ?? new SandboxOptions();
        Queue = new ProcessingQueue(_options, 2, 64L << 30);
        Groups = new ThumbnailGroups(_box.Sandbox, Queue, _box.Room, DecodeBounds.Default, Options.Create(_options))
        {
            Vips = script is null ? Tool.VipsThumbnail : Tool.VipsThumbnail with { Path = WriteScript(script) },
        };
    }

    public ProcessingQueue Queue { get; }

    public ThumbnailGroups Groups { get; }

    public ScratchRoom Room => _box.Room;

    /// <summary>Starts of the tool that had this result.</summary>
    public int Runs(string result = "done") => int.Parse(
        _box.Metrics.Lines("medianode_tool_runs_total")
            .Single(line => line.Contains($"tool=\"vipsthumbnail\",result=\"{result}\"", StringComparison.Ordinal)).Split(' ')[^1],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Takes every place of the queue, so that what comes waits.</summary>
    public async Task<IDisposable> HoldAsync()
    {
        var held = new Held();
        while (Queue.Running < Queue.Places)
        {
            held.Add((await Queue.EnterAsync(Urgency.Interactive, CancellationToken.None))!);
        }

        return held;
    }

    /// <summary>The thumbnail as one that is made by itself.</summary>
    public async Task<Thumbnail?> AloneAsync(Source source)
    {
        using var scratch = _box.Room.Take();
        return (await new PictureThumbnails(_box.Sandbox, Options.Create(_options)).MakeAsync(source, scratch, CancellationToken.None)).Thumbnail;
    }

    /// <summary>A JPEG of one colour.</summary>
    public async Task<Source> PlainAsync(byte red, byte green, byte blue)
    {
        var name = $"{red}-{green}-{blue}";
        var raw = _box.Write($"{name}.ppm", [.. "P6 160 120 255\n"u8, .. Enumerable.Repeat((byte[])[red, green, blue], 160 * 120).SelectMany(pixel => pixel)]);
        var path = Path.ChangeExtension(raw, "jpg");
        await JudgeTool.OutputAsync("vips", "copy", raw, path);
        return PictureBench.SourceOf(path);
    }

    public async Task<Source> SmallPngAsync()
    {
        var path = Path.Combine(_box.Folder, "small.png");
        await JudgeTool.OutputAsync("vips", "thumbnail", await SampleFiles.PathAsync("plain.png"), path, "40");
        return PictureBench.SourceOf(path);
    }

    public Source Written(string name, ReadOnlySpan<byte> bytes) => new(_box.Write(name, bytes), MediaSniffer.Inspect(new MemorySource(bytes.ToArray())));

    public async ValueTask DisposeAsync()
    {
        await Groups.DisposeAsync();
        _box.Dispose();
    }

    private string WriteScript(string script)
    {
        var path = _box.Write("vipsthumbnail", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private sealed class Held : List<IDisposable>, IDisposable
    {
        public void Dispose() => ForEach(place => place.Dispose());
    }
}
