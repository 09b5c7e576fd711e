using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>The script of docs/testing.md does what the page says, as it stands there.</summary>
public sealed partial class WorkedExampleTests : IDisposable
{
    private readonly TempDirectory _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_worked_example_works()
    {
        var page = await File.ReadAllTextAsync(Repository.File("docs", "testing.md"));
        var script = Script().Match(page).Groups[1].Value;
        // Only where it runs is another than on the page: the built binary, and ports that are free here.
        script = Replaced(script, "./medianode", $"'{NodeProcess.Binary()}'");
        script = Replaced(script, "127.0.0.1:18080", $"127.0.0.1:{FreePort()}");
        script = Replaced(script, "127.0.0.1:18081", $"127.0.0.1:{FreePort()}");
        script = Replaced(script, "127.0.0.1:18082", $"127.0.0.1:{FreePort()}");
        var file = Path.Combine(_place.Path, "example.sh");
        await File.WriteAllTextAsync(file, script);

        var (exitCode, said, complaints) = await RunAsync(file);

        exitCode.ShouldBe(0, complaints);
        complaints.ShouldBeEmpty();
        said.ShouldMatch(@"^\d{4}-\d\d-\d\dT[\d:.]+Z\nsuccess\nyours\n$");
        Directory.GetFileSystemEntries(_place.Path).ShouldBe([file]); // It cleans up after itself.
    }

    private static string Replaced(string script, string what, string by)
    {
        script.ShouldContain(what);
        return script.Replace(what, by, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<(int ExitCode, string Said, string Complaints)> RunAsync(string file)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", [file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["TMPDIR"] = _place.Path,
                ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            },
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var (said, complaints) = (bash.StandardOutput.ReadToEndAsync(deadline.Token), bash.StandardError.ReadToEndAsync(deadline.Token));
            await bash.WaitForExitAsync(deadline.Token);
            return (bash.ExitCode, await said, await complaints);
        }
        finally
        {
            bash.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Script();
}
