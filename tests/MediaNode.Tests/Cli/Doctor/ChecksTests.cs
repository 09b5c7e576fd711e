using MediaNode.Cli.Doctor;
using MediaNode.Sandboxing.Tools;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Doctor;

public sealed class ChecksTests
{
    [Fact]
    public void Mounts_are_read_whatever_the_number_of_optional_fields()
    {
        string[] lines =
        [
            "36 35 98:0 / /mnt/my\\040disk rw,noatime master:1 shared:2 - ext4 /dev/root rw,errors=continue",
            "22 27 0:21 / /proc rw,relatime - proc proc rw",
            "nonsense",
        ];

        Mount.Parse(lines).ShouldBe([new Mount(36, "/mnt/my disk", "ext4"), new Mount(22, "/proc", "proc")]);
    }

    [Theory]
    [InlineData("ext4", nameof(FindingState.Ok))]
    [InlineData("tmpfs", nameof(FindingState.Warning))]
    [InlineData("ramfs", nameof(FindingState.Warning))]
    [InlineData("nfs4", nameof(FindingState.Warning))]
    [InlineData("overlay", nameof(FindingState.Warning))]
    public void A_file_system_that_forgets_is_warned_about(string type, string state) =>
        DataDirectoryChecks.FileSystem(new Mount(1, "/", type)).State.ToString().ShouldBe(state);

    [Theory]
    [InlineData(100L << 20, nameof(FindingState.Failed))]
    [InlineData(500L << 20, nameof(FindingState.Warning))]
    [InlineData(5L << 30, nameof(FindingState.Ok))]
    public void Little_room_is_warned_about_and_none_fails(long free, string state) =>
        DataDirectoryChecks.FreeBytes(free).State.ToString().ShouldBe(state);

    [Theory]
    [InlineData("1000000 500000\n", nameof(FindingState.Ok))]
    [InlineData("1000000 500\n", nameof(FindingState.Warning))]
    [InlineData("1000000 0\n", nameof(FindingState.Failed))]
    [InlineData("0 0\n", nameof(FindingState.Ok))]
    [InlineData("? ?\n", nameof(FindingState.Ok))]
    public void Inodes_run_out_too(string output, string state) =>
        DataDirectoryChecks.FreeInodes(new Probe.Done(0, output, "")).State.ToString().ShouldBe(state);

    [Theory]
    [InlineData(2, nameof(FindingState.Ok))]
    [InlineData(80, nameof(FindingState.Warning))]
    public void A_slow_disk_is_warned_about(int milliseconds, string state) =>
        SyncCheck.Judge(TimeSpan.FromMilliseconds(milliseconds)).State.ToString().ShouldBe(state);

    [Theory]
    [InlineData("Max open files            1024                 4096                 files", nameof(FindingState.Warning))]
    [InlineData("Max open files            20000                20000                files", nameof(FindingState.Ok))]
    [InlineData("Max open files            unlimited            unlimited            files", nameof(FindingState.Ok))]
    [InlineData("Max cpu time              unlimited            unlimited            seconds", nameof(FindingState.Warning))]
    public void Few_open_files_are_warned_about(string line, string state) =>
        MachineChecks.OpenFiles([line]).State.ToString().ShouldBe(state);

    [Fact]
    public void A_sandbox_that_does_not_hold_fails_with_its_own_words()
    {
        var finding = ToolChecks.Sandbox(null, "bwrap: No permissions to create new namespace.", installed: true);

        finding.State.ShouldBe(FindingState.Failed);
        finding.Detail.ShouldBe("bwrap: No permissions to create new namespace.");
    }

    [Fact]
    public void A_missing_tool_names_the_package_to_install()
    {
        var vips = new ToolChecks.ToolCheck(Tool.Vips, "--version", "needed");

        vips.Judge(new Probe.Missing()).ShouldBe(Finding.Warning("vips", "not installed; needed", "Install the package libvips-tools."));
    }

    [Theory]
    [InlineData("pdftoppm version 22.12.0\n", "22.12.0")]
    [InlineData("ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026\nbuilt with gcc\n", "5.1.9-0+deb12u1")]
    [InlineData("vips-8.14.1\n", "8.14.1")]
    [InlineData("bubblewrap 0.8.0\n", "0.8.0")]
    [InlineData("ffmpeg version N-109 built today\n", "ffmpeg version N-109 built today")]
    public void A_version_is_found_in_what_a_tool_says(string output, string version) =>
        new ToolChecks.ToolCheck(new Tool("x", "x"), "-version", "x").Judge(new Probe.Done(0, output, "")).ShouldBe(Finding.Ok("x", version));

    [Fact]
    public void A_version_is_found_among_the_complaints_too() =>
        new ToolChecks.ToolCheck(Tool.PdfToPpm, "-v", "x").Judge(new Probe.Done(0, "", "pdftoppm version 22.12.0\n")).ShouldBe(Finding.Ok("pdftoppm", "22.12.0"));

    [Fact]
    public void A_tool_with_a_known_flaw_is_warned_about()
    {
        var ffmpeg = new ToolChecks.ToolCheck(Tool.Ffmpeg, "-version", "needed", KnownFlaws.OfFfmpeg);

        var finding = ffmpeg.Judge(new Probe.Done(0, "ffmpeg version 5.1.9-0+deb12u1 Copyright", ""));

        finding.State.ShouldBe(FindingState.Warning);
        finding.Detail.ShouldContain("CVE-2026-8461");
        ToolChecks.WebP(new Probe.Done(0, "1.2.4-0.2", "")).State.ShouldBe(FindingState.Warning);
        ToolChecks.WebP(new Probe.Done(0, "1.2.4-0.2+deb12u1", "")).State.ShouldBe(FindingState.Ok);
        ToolChecks.WebP(new Probe.Missing()).State.ShouldBe(FindingState.Ok);
    }
}
