using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MediaNode.Sandboxing;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>A node that is killed leaves no tool behind. This process cannot kill itself, so another of the same tests plays the node.</summary>
public sealed class ParentKilledTests
{
    private const string Variable = "SANDBOX_PARENT";

    [Theory]
    [InlineData(SandboxMode.Required)]
    [InlineData(SandboxMode.Off)]
    public async Task A_tool_dies_with_the_node(SandboxMode mode)
    {
        var number = RandomNumberGenerator.GetInt32(1_000_000_000) * 2 + (mode == SandboxMode.Off ? 1 : 0);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "--filter-method", $"{typeof(ParentKilledTests).FullName}.{nameof(The_node_that_will_be_killed)}" },
            RedirectStandardOutput = true,
        };
        start.Environment["MEDIANODE_TEST_" + Variable] = number.ToString(CultureInfo.InvariantCulture);
        using var node = Process.Start(start)!;
        try
        {
            await Eventually.HoldsAsync(() => Processes.Runs(Box.Perl, Mark(number)), "the tool runs");
        }
        finally
        {
            node.Kill();
        }

        await Eventually.HoldsAsync(() => Processes.Count(Mark(number)) == 0, "the tool is gone");
    }

    [Fact]
    public async Task The_node_that_will_be_killed()
    {
        if (TestVariables.Number(Variable) is not { } number)
        {
            Assert.Skip("Runs in the process that A_tool_dies_with_the_node starts.");
            return;
        }

        using var box = new Box(number % 2 == 0 ? SandboxMode.Required : SandboxMode.Off);
        await box.PerlAsync("$SIG{TERM} = 'IGNORE'; sleep 600", Box.Limits with { Deadline = TimeSpan.FromMinutes(1) }, Mark(number));
    }

    [Fact]
    public async Task A_tool_outlives_the_thread_that_asked_for_it()
    {
        using var box = new Box();
        await box.Sandbox.StandingAsync();
        Task<RunResult>? running = null;
        var asking = new Thread(() => running = box.PerlAsync("sleep 1; print 'alive'"));
        asking.Start();
        asking.Join();

        (await running!).ShouldBeOfType<RunResult.Done>().Output.ShouldBe("alive");
    }

    private static string Mark(int number) => string.Create(CultureInfo.InvariantCulture, $"killed-parent-{number}");
}
