using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>What a tool in the box can reach: its inputs, its folder, the system's programs, and nothing else.</summary>
public sealed class SandboxIsolationTests : IDisposable
{
    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task Bubblewrap_works_on_the_machine_of_these_tests() =>
        (await _box.Sandbox.StandingAsync()).ShouldBeOfType<SandboxStanding.Isolated>();

    [Fact]
    public async Task An_input_is_read_and_an_output_is_written()
    {
        var input = _box.Write("some name", "hello");

        var done = (await _box.RunAsync(Box.Perl, ["-e", "open F, '<in/0'; open G, '>out/copy'; print G <F>; print 'said'"], input)).ShouldBeOfType<RunResult.Done>();

        done.Output.ShouldBe("said");
        done.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
        using var copy = _box.Scratch.OpenOutput("copy").ShouldNotBeNull();
        RandomAccess.GetLength(copy).ShouldBe(5);
    }

    [Fact]
    public async Task Nobody_can_be_called()
    {
        using var canary = new Canary();
        var script = $"use Socket; socket(S, PF_INET, SOCK_STREAM, 0) or exit 3; exit(connect(S, sockaddr_in({canary.Port}, inet_aton('127.0.0.1'))) ? 0 : 4)";
        (await _box.PerlAsync(script)).ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(4);
        canary.Silent.ShouldBeTrue();

        using var open = new Box(SandboxMode.Off);
        (await open.PerlAsync(script)).ShouldBeOfType<RunResult.Done>();
        canary.Silent.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/etc/shadow")]
    [InlineData("/etc/passwd")]
    [InlineData("/root")]
    [InlineData("/home")]
    [InlineData("/proc/1/environ")]
    [InlineData("/sys")]
    [InlineData("/var")]
    public async Task Nothing_of_the_machine_is_there(string path) =>
        (await _box.PerlAsync("exit(-e $ARGV[0] ? 0 : 5)", null, path)).ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(5);

    [Fact]
    public async Task The_data_directory_is_not_there()
    {
        var secret = _box.Write("catalogue.db", "secret");

        (await _box.PerlAsync("exit(-e $ARGV[0] ? 0 : 5)", null, secret)).ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(5);
    }

    [Theory]
    [InlineData("", "vips-heif.so", "vips-magick.so")]
    [InlineData("vips-heif.so", "vips-heif.so")]
    public async Task Of_what_libvips_loads_beside_itself_only_what_a_run_needs_is_there(string expected, params string[] wanted)
    {
        var folder = VipsModules.Folders().ShouldHaveSingleItem();
        wanted.ShouldAllBe(module => File.Exists(Path.Combine(folder, module)));
        var run = _box.Run(Box.Perl, ["-e", "opendir D, $ARGV[0] or exit 5; print grep { !/^\\./ } readdir D", folder]);

        var done = await _box.Sandbox.RunAsync(run with { Modules = expected.Length > 0 ? [expected] : [] }, CancellationToken.None);

        done.ShouldBeOfType<RunResult.Done>().Output.ShouldBe(expected);
    }

    [Fact]
    public async Task Where_the_modules_of_libvips_were_nothing_is_written()
    {
        var file = Path.Combine(VipsModules.Folders().First(), "x");

        (await _box.PerlAsync("exit(open(F, '>', $ARGV[0]) ? 0 : 6)", null, file)).ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(6);
    }

    [Fact]
    public async Task Libvips_has_no_loader_of_ImageMagick_in_the_box()
    {
        (await JudgeTool.OutputAsync("vips", "-l")).ShouldContain("VipsForeignLoadMagick");

        var run = _box.Run(Tool.Vips, ["-l"]) with { KeepOutput = 1 << 20 };
        var listed = (await _box.Sandbox.RunAsync(run, CancellationToken.None)).ShouldBeOfType<RunResult.Done>().Output;

        listed.ShouldContain("VipsForeignLoadJpeg");
        listed.ShouldNotContain("VipsForeignLoadMagick");
        listed.ShouldNotContain("VipsForeignLoadHeif");
        listed.ShouldNotContain("VipsForeignLoadPdf");
    }

    [Theory]
    [InlineData("/x")]
    [InlineData("/in/x")]
    [InlineData("/usr/x")]
    [InlineData("/dev/x")]
    [InlineData("/dev/shm/x")]
    [InlineData("/etc/x")]
    [InlineData("in/0")]
    public async Task Nothing_is_written_but_the_output(string path)
    {
        var input = _box.Write("input", "hello");

        var result = await _box.RunAsync(Box.Perl, ["-e", "exit(open(F, '>', $ARGV[0]) ? 0 : 6)", path], input);

        result.ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(6);
        File.ReadAllText(input).ShouldBe("hello");
    }

    [Fact]
    public async Task The_environment_is_ours_and_the_user_nobody()
    {
        Environment.SetEnvironmentVariable("SECRET_OF_A_TEST", "secret");

        var done = (await _box.PerlAsync("print join(',', sort keys %ENV), ' ', $<, ' ', $$ < 10 ? 'alone' : 'among others'")).ShouldBeOfType<RunResult.Done>();

        done.Output.ShouldBe("HOME,LC_ALL,MALLOC_ARENA_MAX,PATH,PWD,VIPS_BLOCK_UNTRUSTED,VIPS_CONCURRENCY 65534 alone");
    }

    [Fact]
    public async Task Other_processes_cannot_be_seen_or_signalled()
    {
        (await _box.PerlAsync("exit(kill(0, $ARGV[0]) ? 0 : 7)", null, $"{Environment.ProcessId}")).ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task A_new_user_namespace_cannot_be_made()
    {
        (await _box.RunAsync(new Tool("unshare", "util-linux"), ["--user", "true"])).ShouldBeOfType<RunResult.Failed>();
    }

    [Fact]
    public async Task It_runs_after_everything_else_and_without_core_files()
    {
        // The first word of getpriority(PRIO_PROCESS) is the niceness.
        var done = (await _box.PerlAsync("print getpriority(0, 0)")).ShouldBeOfType<RunResult.Done>();

        done.Output.ShouldBe("19");
    }

    [Fact]
    public async Task A_link_given_as_an_input_is_not_followed()
    {
        var link = Path.Combine(_box.Folder, "link");
        File.CreateSymbolicLink(link, "/etc/passwd");

        (await _box.RunAsync(Box.Perl, ["-e", "open F, '<in/0'; print <F>"], link)).ShouldBeOfType<RunResult.Failed>();
    }

    [Fact]
    public async Task A_link_made_as_an_output_is_not_opened()
    {
        (await _box.PerlAsync("symlink('/etc/passwd', 'out/picture.jpg') or die")).ShouldBeOfType<RunResult.Done>();

        _box.Scratch.OpenOutput("picture.jpg").ShouldBeNull();
        _box.Scratch.OpenOutput("missing.jpg").ShouldBeNull();
    }
}
