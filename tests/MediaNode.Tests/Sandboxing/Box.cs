using System.Text;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNode.Tests.Sandboxing;

/// <summary>The real sandbox with a directory of its own, and Perl, which every Debian has, to do in it what a broken decoder might.</summary>
internal sealed class Box : IDisposable
{
    public static readonly Tool Perl = new("perl", "perl-base", "/usr/bin/perl");

    private readonly TempDirectory _folder = new();
    private readonly NodeMetrics _metrics = new(TimeProvider.System);
    private readonly ILoggerFactory _loggers;
    private readonly DiskVolume _volume;

    public Box(SandboxMode mode = SandboxMode.Required, Tool? bubblewrap = null, IReadOnlyList<Tool>? holders = null)
    {
        _volume = new DiskVolume(Path.Combine(_folder.Path, "media"), new VolumeOptions(), static (_, _) => { }, TimeProvider.System);
        Room = new ScratchRoom(Path.Combine(_folder.Path, "scratch"), _volume);
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        Sandbox = new Sandbox(
            Options.Create(new SandboxOptions { Sandbox = mode }), Room, _metrics, TimeProvider.System, _loggers.CreateLogger<Sandbox>())
        {
            Bubblewrap = bubblewrap ?? Tool.Bubblewrap,
            Holders = holders ?? BoxCommand.Holders,
        };
        Scratch = Room.Take();
    }

    public static RunLimits Limits { get; } = new(512 << 20, 16 << 20, TimeSpan.FromSeconds(20));

    public Sandbox Sandbox { get; }

    public ScratchRoom Room { get; }

    public IVolume Volume => _volume;

    public Scratch Scratch { get; }

    public CapturedLog Log { get; } = new();

    public string Folder => _folder.Path;

    public NodeMetrics Metrics => _metrics;

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public SandboxRun Run(Tool tool, IReadOnlyList<string> arguments, params string[] inputs) =>
        new() { Tool = tool, Arguments = arguments, Inputs = inputs, Scratch = Scratch, Limits = Limits };

    public Task<RunResult> RunAsync(Tool tool, IReadOnlyList<string> arguments, params string[] inputs) =>
        Sandbox.RunAsync(Run(tool, arguments, inputs), CancellationToken.None);

    public Task<RunResult> PerlAsync(string script, RunLimits? limits = null, params string[] more) =>
        Sandbox.RunAsync(Run(Perl, ["-e", script, .. more]) with { Limits = limits ?? Limits }, CancellationToken.None);

    /// <summary>Makes a sample with the real ffmpeg, outside the box and without its lists.</summary>
    public async Task<string> SampleAsync(string name, params string[] arguments)
    {
        var path = Path.Combine(_folder.Path, name);
        var start = new System.Diagnostics.ProcessStartInfo("ffmpeg");
        foreach (var argument in (string[])["-hide_banner", "-nostdin", "-v", "error", "-y", .. arguments, path])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? path : throw new InvalidOperationException($"No sample {name}.");
    }

    public void Dispose()
    {
        Scratch.Dispose();
        _loggers.Dispose();
        _metrics.Dispose();
        _volume.Dispose();
        _folder.Dispose();
    }
}
