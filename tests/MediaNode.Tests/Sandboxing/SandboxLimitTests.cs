using System.Diagnostics;
using MediaNode.Sandboxing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>What a tool may take, and that it goes whole when it is told to.</summary>
public sealed class SandboxLimitTests : IDisposable
{
    private static readonly RunLimits _short = Box.Limits with { Deadline = TimeSpan.FromSeconds(1) };

    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_file_cannot_grow_beyond_the_output_limit()
    {
        var result = await _box.PerlAsync("open F, '>out/x'; print F 'x' x 1000000 for 1..100", Box.Limits with { Output = 3_000_000 });

        result.ShouldBe(new RunResult.LimitReached(RunLimit.Output));
        new FileInfo(Path.Combine(_box.Scratch.Output, "x")).Length.ShouldBeLessThanOrEqualTo(3_000_000);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("/tmp")]
    public async Task Many_files_cannot_grow_beyond_it_together(string folder)
    {
        var script = $"for $n (1..50) {{ open F, '>{folder}/' . $n; print F 'x' x 1000000; close F; }} sleep 60";

        (await _box.PerlAsync(script, Box.Limits with { Output = 3_000_000 })).ShouldBe(new RunResult.LimitReached(RunLimit.Output));
    }

    [Fact]
    public async Task A_tool_that_wrote_too_much_and_ended_at_once_has_not_done_well()
    {
        var script = "for $n (1..5) { open F, '>out/' . $n; print F 'x' x 1000000; close F; }";

        (await _box.PerlAsync(script, Box.Limits with { Output = 3_000_000 })).ShouldBe(new RunResult.LimitReached(RunLimit.Output));
    }

    [Fact]
    public async Task A_flood_of_files_is_output_too() =>
        (await _box.PerlAsync("for $n (1..3000) { open F, '>out/' . $n; close F; } sleep 60")).ShouldBe(new RunResult.LimitReached(RunLimit.Output));

    [Fact]
    public async Task Memory_beyond_the_limit_is_not_given() =>
        (await _box.PerlAsync("$x = 'x' x (4 << 30); sleep 60")).ShouldBe(new RunResult.LimitReached(RunLimit.Memory));

    [Fact]
    public async Task Processor_time_is_limited() =>
        (await _box.PerlAsync("1 while 1", Box.Limits with { Cpu = TimeSpan.FromSeconds(1) })).ShouldBe(new RunResult.LimitReached(RunLimit.Cpu));

    [Fact]
    public async Task Processor_time_is_told() =>
        (await _box.PerlAsync("1 while times() < 0.3")).ShouldBeOfType<RunResult.Done>().Cpu.TotalSeconds.ShouldBeInRange(0.25, 5);

    [Theory]
    [InlineData("1 while 1", "a busy loop")]
    [InlineData("sleep 600", "one that hangs")]
    [InlineData("$SIG{TERM} = $SIG{INT} = $SIG{HUP} = $SIG{XCPU} = 'IGNORE'; 1 while 1", "one that ignores signals")]
    [InlineData("fork for 1..4; $SIG{TERM} = 'IGNORE'; sleep 600", "one that forks")]
    [InlineData("use POSIX; for (1..3) { fork or do { setsid(); close STDOUT; close STDERR; sleep 600 } } sleep 600", "one that makes sessions of its own")]
    [InlineData("use POSIX; fork and exit 0; setsid(); sleep 600", "one that leaves a daemon behind")]
    public async Task At_the_deadline_every_process_is_gone(string script, string what)
    {
        var mark = Processes.NewMark();
        var started = Stopwatch.GetTimestamp();

        var result = await _box.PerlAsync(script, _short, mark);

        // A daemon's parent ends well, and takes the daemon with it.
        (result is RunResult.TimedOut || what.Contains("daemon", StringComparison.Ordinal)).ShouldBeTrue(what);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10), what);
        await Eventually.HoldsAsync(() => Processes.Count(mark) == 0, what);
    }

    [Fact]
    public async Task Without_a_box_those_of_the_same_session_are_gone_too()
    {
        using var open = new Box(SandboxMode.Off);
        var mark = Processes.NewMark();

        (await open.PerlAsync("fork for 1..3; $SIG{TERM} = 'IGNORE'; sleep 600", _short, mark)).ShouldBeOfType<RunResult.TimedOut>();

        await Eventually.HoldsAsync(() => Processes.Count(mark) == 0, "all are gone");
    }

    [Fact]
    public async Task Cancelling_kills_at_once_and_says_nothing()
    {
        var mark = Processes.NewMark();
        using var cancel = new CancellationTokenSource();
        var running = _box.Sandbox.RunAsync(_box.Run(Box.Perl, ["-e", "sleep 600", mark]), cancel.Token);
        await Eventually.HoldsAsync(() => Processes.Count(mark) > 0, "it runs");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        await Eventually.HoldsAsync(() => Processes.Count(mark) == 0, "all are gone");
        _box.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flood_of_words_is_read_and_little_is_kept()
    {
        var result = await _box.PerlAsync("print STDERR 'e' x 65536 for 1..1000; print 'o' x 65536 for 1..1000; print STDERR \"the\\x07 end\"; exit 9");

        var failed = result.ShouldBeOfType<RunResult.Failed>();
        failed.ExitCode.ShouldBe(9);
        failed.Errors.Length.ShouldBe(16 << 10);
        failed.Errors.ShouldEndWith("eeethe? end");
    }

    [Fact]
    public async Task Lines_are_told_as_they_come()
    {
        var lines = new List<string>();
        var run = _box.Run(Box.Perl, ["-e", "$| = 1; print \"frame=1\\nprogress=continue\\n\"; print 'x' x 5000, \"\\n\"; print 'no end'"]) with { OnLine = lines.Add };

        var done = (await _box.Sandbox.RunAsync(run, CancellationToken.None)).ShouldBeOfType<RunResult.Done>();

        lines.ShouldBe(["frame=1", "progress=continue", new string('x', 1000)]);
        done.Output.ShouldEndWith("no end");
    }

    [Fact]
    public async Task A_tool_that_dies_by_a_signal_failed_with_it() =>
        (await _box.PerlAsync("kill 'SEGV', $$; sleep 5")).ShouldBeOfType<RunResult.Failed>().ExitCode.ShouldBe(128 + 11);
}
