using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace MediaNode.Tests.Scanning;

/// <summary>ClamAV's own daemon, with one signature of ours and no other, for the tests of a class.</summary>
public sealed class RealClamd : IAsyncLifetime
{
    private static readonly string? _program = ((string[])["/usr/sbin/clamd", "/usr/local/sbin/clamd"]).FirstOrDefault(File.Exists);

    private readonly TempDirectory _folder = new();
    private Process? _process;

    /// <summary>What the signature finds: made up anew each time, and as harmless as it looks.</summary>
    internal byte[] Sample { get; } = Encoding.ASCII.GetBytes($"medianode-sample-{Guid.NewGuid():N}");

    internal string Address => Path.Combine(_folder.Path, "clamd.ctl");

    /// <summary>Skips the test where the package clamav-daemon is not installed.</summary>
    internal static void Require() => Assert.SkipWhen(_program is null, "clamd is not installed (package clamav-daemon).");

    public async ValueTask InitializeAsync()
    {
        if (_program is null)
        {
            return;
        }

        var signatures = Directory.CreateDirectory(Path.Combine(_folder.Path, "db")).FullName;
        await File.WriteAllTextAsync(Path.Combine(signatures, "own.ndb"), $"MediaNode.Sample:0:*:{Convert.ToHexStringLower(Sample)}\n");
        var settings = Path.Combine(_folder.Path, "clamd.conf");
        await File.WriteAllTextAsync(settings, $"""
            LocalSocket {Address}
            DatabaseDirectory {signatures}
            TemporaryDirectory {_folder.Path}
            Foreground yes
            MaxThreads 4
            StreamMaxLength 25M
            MaxFileSize 20M
            AlertExceedsMax yes

            """);
        _process = Process.Start(new ProcessStartInfo(_program, ["--foreground", "--config-file", settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.HoldsAsync(Listens, "clamd listens");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private bool Listens()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(Address));
            return true;
        }
        catch (SocketException)
        {
            return _process!.HasExited ? throw new InvalidOperationException($"clamd ended with code {_process.ExitCode}.") : false;
        }
    }
}
