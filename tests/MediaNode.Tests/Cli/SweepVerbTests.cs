using MediaNode.Cli;
using MediaNode.Tests.Retention;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli;

public class SweepVerbTests
{
    [Fact]
    public async Task A_dry_run_says_what_would_go_and_a_sweep_takes_it()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=30d", "--Retention:Every=30.00:00:00"]);
        var media = await node.UploadAsync(bytes: 2048);
        node.Clock.Advance(TimeSpan.FromDays(29));
        await node.UploadAsync();
        node.Clock.Advance(TimeSpan.FromDays(0.9));
        using (var early = await RunAsync(node, "sweep", "--dry-run"))
        {
            early.Out.ShouldContain("0 would go");
        }

        using (var tried = await RunAsync(node, "sweep", "--dry-run", "--rules", "outgoing=29d", "--json"))
        {
            tried.Json["goes"]!["count"]!.GetValue<long>().ShouldBe(1);
            tried.Json["first"]![0]!["id"]!.GetValue<string>().ShouldBe(media);
        }

        (await node.IsKeptAsync(media)).ShouldBeTrue();
        await node.ChangeAsync("UPDATE media SET created_at = created_at - 86400000 WHERE id = @Id", new { Id = media });
        using (var dry = await RunAsync(node, "sweep", "--dry-run"))
        {
            dry.Out.ShouldContain("1 would go, 2.0 KiB");
            dry.Out.ShouldContain(media);
            dry.Out.ShouldContain("outgoing=30d");
        }

        using var swept = await RunAsync(node, "sweep");
        swept.Out.ShouldContain("2 looked at, 1 forgotten, 2.0 KiB freed.");
        (await node.IsKeptAsync(media)).ShouldBeFalse();
    }

    [Fact]
    public async Task Rules_are_for_a_dry_run()
    {
        using var run = new CliRun();

        (await run.RunAsync("sweep", "--rules", "outgoing=1d")).ShouldBe(ExitCode.Usage);

        run.Error.ShouldContain("--dry-run");
    }

    private static async Task<CliRun> RunAsync(RetentionNode node, params string[] arguments)
    {
        var run = new CliRun();
        run.Variables["MEDIANODE_URL"] = node.Node.Url.ToString();
        run.Variables["MEDIANODE_TOKEN"] = await node.Node.LoginAsync("admin", TestNode.Password);
        (await run.RunAsync(arguments)).ShouldBe(ExitCode.Ok, run.Error);
        return run;
    }
}
