using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Telemetry;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>What becomes of the tools where bubblewrap, or one of them, is missing or does not work.</summary>
public sealed class SandboxStandingTests
{
    private static readonly Tool _missing = new("bwrap", "bubblewrap", "/nonexistent/bwrap");
    private static readonly Tool _broken = new("bwrap", "bubblewrap", "/bin/false");

    [Fact]
    public async Task Required_refuses_where_bubblewrap_is_missing_and_names_the_package()
    {
        using var box = new Box(SandboxMode.Required, _missing);

        var result = (await box.PerlAsync("print 1")).ShouldBeOfType<RunResult.Unavailable>();

        result.Package.ShouldBe("bubblewrap");
        result.ToRefusal().Problem.Slug.ShouldBe("processing-unavailable");
        result.ToRefusal().Details.ShouldContain("install the package bubblewrap");
        box.Log.Lines.ShouldHaveSingleItem().ShouldStartWith("Error ");
    }

    [Fact]
    public async Task Required_refuses_where_bubblewrap_does_not_work()
    {
        using var box = new Box(SandboxMode.Required, _broken);

        (await box.PerlAsync("print 1")).ShouldBeOfType<RunResult.Unavailable>().Why.ShouldContain("exit code 1");
        (await box.Sandbox.StandingAsync()).Word.ShouldBe("refusing");
    }

    [Fact]
    public async Task Auto_runs_with_limits_only_and_says_so_once()
    {
        using var box = new Box(SandboxMode.Auto, _broken);
        var input = box.Write("in", "hello");

        for (var round = 0; round < 2; round++)
        {
            (await box.RunAsync(Box.Perl, ["-e", "open F, '<in/0'; open G, '>out/copy'; print G <F>"], input)).ShouldBeOfType<RunResult.Done>();
        }

        File.ReadAllText(Path.Combine(box.Scratch.Output, "copy")).ShouldBe("hello");
        (await box.PerlAsync("$x = 'x' x (4 << 30)")).ShouldBe(new RunResult.LimitReached(RunLimit.Memory));
        (await box.PerlAsync("print getpriority(0, 0), $ENV{HOME}")).ShouldBeOfType<RunResult.Done>().Output.ShouldBe("19/nonexistent");
        (await box.Sandbox.StandingAsync()).Word.ShouldBe("limits_only");
        box.Log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning ");
    }

    [Fact]
    public async Task Where_nothing_can_be_written_it_is_tried_again_later_and_nothing_is_processed_until_then()
    {
        using var box = new Box(SandboxMode.Required);
        var scratch = Path.Combine(box.Folder, "scratch");
        box.Scratch.Dispose();
        Directory.Delete(scratch, recursive: true);
        await File.WriteAllTextAsync(scratch, "in its way", TestContext.Current.CancellationToken);

        (await box.Sandbox.StandingAsync()).Reason.ShouldNotBeNull().ShouldContain("nothing can be written");
        (await box.Sandbox.StandingAsync()).Word.ShouldBe("refusing");

        File.Delete(scratch);
        (await box.Sandbox.StandingAsync()).ShouldBeOfType<SandboxStanding.Isolated>();
    }

    [Fact]
    public async Task Off_does_not_even_try()
    {
        using var box = new Box(SandboxMode.Off);

        (await box.Sandbox.StandingAsync()).ShouldBe(new SandboxStanding.LimitsOnly("Processing:Sandbox is off."));
    }

    [Theory]
    [InlineData(SandboxMode.Auto)]
    [InlineData(SandboxMode.Off)]
    public async Task Nothing_is_processed_where_neither_the_box_nor_the_limits_can_hold_a_tool(SandboxMode mode)
    {
        using var box = new Box(mode, _missing, [new Tool("setpriv", "util-linux", "/nonexistent/setpriv")]);

        var standing = await box.Sandbox.StandingAsync();

        standing.Word.ShouldBe("refusing");
        standing.Reason!.ShouldContain("setpriv is not installed");
        standing.Reason!.ShouldContain("install the package util-linux");
        (await box.PerlAsync("print 1")).ShouldBeOfType<RunResult.Unavailable>().Package.ShouldBe("util-linux");
        box.Log.Lines.ShouldHaveSingleItem().ShouldStartWith("Error ");
    }

    [Fact]
    public async Task The_box_does_without_what_only_the_limits_need()
    {
        using var box = new Box(SandboxMode.Auto, holders: [new Tool("setpriv", "util-linux", "/nonexistent/setpriv")]);

        (await box.Sandbox.StandingAsync()).ShouldBeOfType<SandboxStanding.Isolated>();
    }

    [Theory]
    [InlineData(SandboxMode.Required)]
    [InlineData(SandboxMode.Off)]
    public async Task A_missing_tool_names_its_package(SandboxMode mode)
    {
        using var box = new Box(mode);

        var result = await box.RunAsync(Tool.Vips with { Path = "/nonexistent/vips" }, ["--version"]);

        result.ShouldBe(new RunResult.Unavailable("vips is not installed; install the package libvips-tools.", "libvips-tools"));
        box.Metrics.Lines("medianode_tool_runs_total").ShouldContain("medianode_tool_runs_total{tool=\"vips\",result=\"unavailable\"} 1");
    }

    [Fact]
    public async Task Runs_are_counted_by_tool_and_outcome()
    {
        using var box = new Box();

        await box.PerlAsync("1 while times() < 0.2");
        await box.PerlAsync("exit 1");

        box.Metrics.Lines("medianode_tool_runs_total").ShouldContain("medianode_tool_runs_total{tool=\"other\",result=\"done\"} 1");
        box.Metrics.Lines("medianode_tool_runs_total").ShouldContain("medianode_tool_runs_total{tool=\"other\",result=\"failed\"} 1");
        box.Metrics.Lines("medianode_tool_cpu_seconds_total").Single(line => line.Contains("other", StringComparison.Ordinal)).ShouldNotEndWith(" 0");
    }
}
