using System.Diagnostics;
using System.Runtime.InteropServices;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Doctor;

public sealed class DoctorVerbTests : IDisposable
{
    private readonly CliRun _run = new();

    [Fact]
    public async Task Every_check_is_in_the_document_and_no_probe_file_stays()
    {
        var data = Directory.CreateDirectory(Path.Combine(_run.Folder, "data")).FullName;

        await _run.RunAsync("doctor", "--data", data, "--json");

        var checks = _run.Json["checks"]!.AsArray();
        checks.Select(check => check!["name"]!.GetValue<string>()).ShouldBe(
        [
            "medianode", ".NET", "system", "open files", "ffmpeg", "ffprobe", "vips", "pdftoppm", "bwrap", "libwebp", "sandbox", "scanner",
            "data directory", "file system", "free space", "free inodes", "write and fsync",
        ]);
        checks.Select(check => check!["state"]!.GetValue<string>())
            .ShouldAllBe(state => state == "ok" || state == "warning" || state == "failed");
        Directory.GetFileSystemEntries(data).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_that_does_not_exist_is_tried_but_not_made()
    {
        await _run.RunAsync("doctor", "--data", "some/where");

        _run.Out.ShouldContain($"{Path.Combine(_run.Folder, "some/where")} does not exist yet and can be created");
        Directory.GetFileSystemEntries(_run.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_in_the_way_fails()
    {
        _run.Write("data", "a file");

        (await _run.RunAsync("doctor", "--data", "data")).ShouldBe(1);

        _run.Out.ShouldContain("failed");
        _run.Out.ShouldContain("is not a directory");
    }

    [Fact]
    public async Task A_place_where_nothing_can_be_written_fails()
    {
        (await _run.RunAsync("doctor", "--data", "/proc/self/nowhere", "--json")).ShouldBe(1);

        _run.Json["ok"]!.GetValue<bool>().ShouldBeFalse();
        _run.Json["checks"]![12]!["state"]!.GetValue<string>().ShouldBe("failed");
    }

    [Fact]
    public async Task The_data_directory_of_the_settings_is_the_one_that_is_examined()
    {
        var start = new ProcessStartInfo(NodeProcess.Binary(), ["doctor"]) { RedirectStandardOutput = true, WorkingDirectory = _run.Folder };
        start.Environment["MEDIANODE_Data"] = "/proc/self/from-the-settings";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

        using var doctor = Process.Start(start)!;

        (await doctor.StandardOutput.ReadToEndAsync()).ShouldContain("/proc/self/from-the-settings");
        await doctor.WaitForExitAsync();
        doctor.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_pipe_gets_no_colours()
    {
        await _run.RunAsync("doctor");

        _run.Out.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task A_memory_file_system_is_warned_about()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "this machine has no /dev/shm");

        await _run.RunAsync("doctor", "--data", "/dev/shm/medianode-not-there");

        _run.Out.ShouldContain("tmpfs at /dev/shm: kept in memory, will not survive a restart");
    }

    public void Dispose() => _run.Dispose();
}
