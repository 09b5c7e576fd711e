using MediaNode.Cli.Doctor;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli.Doctor;

public sealed class ProbeTests
{
    [Fact]
    public async Task A_program_is_run_and_heard_out()
    {
        var done = (await RunAsync("sh", "-c", "echo out; echo err >&2; exit 3")).ShouldBeOfType<Probe.Done>();

        done.ShouldBe(new Probe.Done(3, "out\n", "err\n"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_missing() =>
        (await RunAsync("medianode-no-such-program")).ShouldBeOfType<Probe.Missing>();

    [Fact]
    public async Task A_talkative_program_is_heard_to_the_end_but_not_remembered()
    {
        var done = (await RunAsync("sh", "-c", "head -c 5000000 /dev/zero; exit 4")).ShouldBeOfType<Probe.Done>();

        done.ExitCode.ShouldBe(4);
        done.Output.Length.ShouldBe(64 << 10);
    }

    [Fact]
    public async Task A_program_that_hangs_is_killed_with_its_children()
    {
        using var folder = new CliRun();
        var pid = Path.Combine(folder.Folder, "pid");

        // The child outlives its parent unless the whole tree goes; it holds the pipe open, too.
        var probe = await Probe.RunAsync(
            "sh", ["-c", $"sleep 60 & echo $! > '{pid}'; wait"], TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);

        probe.ShouldBe(new Probe.Overdue(TimeSpan.FromSeconds(1)));
        var child = $"/proc/{(await File.ReadAllTextAsync(pid)).Trim()}/stat";
        for (var i = 0; i < 100 && IsAlive(child); i++)
        {
            await Task.Delay(50);
        }

        IsAlive(child).ShouldBeFalse();
    }

    // A killed process that nobody has reaped yet is a zombie: dead enough.
    private static bool IsAlive(string stat)
    {
        try
        {
            return !File.ReadAllText(stat).Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task<Probe> RunAsync(string program, params string[] arguments) =>
        Probe.RunAsync(program, arguments, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
}
