using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>
/// A mount namespace with a directory of its own for one test. What is mounted in it nobody else sees, and it goes with the test.
/// Without root it is a user namespace, in which a tmpfs can be mounted all the same.
/// </summary>
internal sealed class PrivateMounts : IAsyncDisposable
{
    private readonly Process _holder;

    private PrivateMounts(Process holder) => _holder = holder;

    /// <summary>MEDIANODE_TEST_UNPRIVILEGED=1 makes root go the way of everybody else.</summary>
    public static bool IsRoot => Environment.IsPrivilegedProcess && TestVariables.Number("UNPRIVILEGED") is null;

    /// <summary>Whether an image can be mounted as a disk.</summary>
    public static bool HasLoop => IsRoot && File.Exists("/dev/loop-control");

    public const string NeedsLoop = "Only root with a loop device can mount an ext4 image.";

    /// <summary>
    /// A script that mounts on DIR a disk of 60 MB of which so much is there: what is written beyond fails when it is flushed, with an I/O error
    /// from the block device. What is below lies on IMAGE.
    /// </summary>
    public static string Thin(int megaBytes) =>
        $"mkdir -p IMAGE; mount -t tmpfs -o size={megaBytes}m below IMAGE; truncate -s 60M IMAGE/image; "
        + "mkfs.ext4 -q -F -E lazy_itable_init=1,nodiscard IMAGE/image; mount -o loop,errors=remount-ro IMAGE/image DIR";

    /// <summary>Runs a program inside: goes before its name and arguments.</summary>
    public string[] Enter =>
    [
        "nsenter", "--target", _holder.Id.ToString(CultureInfo.InvariantCulture), "--mount", .. IsRoot ? [] : (string[])["--user", "--preserve-credentials"], "--",
    ];

    /// <param name="script">Mounts, as a shell does.</param>
    public static async Task<PrivateMounts> StartAsync(string script)
    {
        string[] arguments = ["--mount", .. IsRoot ? [] : (string[])["--map-root-user"], "--", "sh", "-c", $"set -e; {script}; echo mounted; exec cat"];
        var start = new ProcessStartInfo("unshare", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var holder = Process.Start(start)!;
        if (await holder.StandardOutput.ReadLineAsync() != "mounted")
        {
            Assert.Fail($"This test needs to mount a small disk, as root or in a user namespace, and neither works here: {await holder.StandardError.ReadToEndAsync()}");
        }

        return new PrivateMounts(holder);
    }

    /// <summary>A path inside, as this process can reach it.</summary>
    public string Reach(string path) => $"/proc/{_holder.Id.ToString(CultureInfo.InvariantCulture)}/root{path}";

    public async Task RunAsync(string script)
    {
        var (exitCode, said) = await TryRunAsync(script);
        exitCode.ShouldBe(0, $"{script}: {said}");
    }

    public async Task<(int ExitCode, string Said)> TryRunAsync(string script)
    {
        string[] command = [.. Enter, "sh", "-c", script];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    public async ValueTask DisposeAsync()
    {
        // The holder reads to the end of its input; the namespace and its mounts go with it.
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }
}
