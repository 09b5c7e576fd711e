using MediaNode.Cli;
using MediaNode.Reconciling;
using MediaNode.Tests.Cli;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

/// <summary>So much gone at once is rather a mistake than so many accidents: nothing is done until an operator insists.</summary>
public sealed class SuspicionTests
{
    [Theory]
    [InlineData(99, 99, false)]
    [InlineData(100, 1000, false)]
    [InlineData(101, 1000, true)]
    [InlineData(100_000, 1_000_000, false)]
    [InlineData(100_001, 1_000_000, true)]
    public void A_hundred_and_a_tenth_of_all_are_suspicious(long found, long of, bool suspicious) => Suspicion.Falls(found, of).ShouldBe(suspicious);

    [Fact]
    public async Task Where_suspiciously_many_media_are_gone_none_is_marked_unless_that_is_forced()
    {
        await using var node = await TestNode.StartAsync();
        var media = await Task.WhenAll(Enumerable.Range(0, 150).Select(seed => node.UploadAsync(Bytes.Random(100, seed: seed))));
        foreach (var id in media.Take(120))
        {
            File.Delete(node.FileOf(id));
        }

        var pass = await node.ReconcileAsync("""{"fix":true}""", ends: "failed");

        pass.GetProperty("fault").GetString()!.ShouldContain("--force");
        pass.Count("missing").ShouldBe(120);
        (await node.StateAsync(media[0])).ShouldBe("stored");
        using (var run = new CliRun())
        {
            run.Variables["MEDIANODE_URL"] = node.Url.ToString();
            run.Variables["MEDIANODE_TOKEN"] = await node.LoginAsync("admin", TestNode.Password);
            (await run.RunAsync("reconcile", "--quick")).ShouldBe(ExitCode.Refused);
            run.Out.ShouldNotContain("All is as it should be");
            run.Error.ShouldContain("reconcile --force");
            (await run.RunAsync("reconcile", "--status", "--fix")).ShouldBe(ExitCode.Usage);
        }

        (await node.ReconcileAsync("""{"force":true}""")).Count("missing").ShouldBe(120);
        (await node.StateAsync(media[0])).ShouldBe("missing");
        // What is marked already raises no suspicion again.
        (await node.ReconcileAsync()).Count("missing").ShouldBe(120);
    }

    [Fact]
    public async Task A_catalogue_that_knows_little_of_the_volume_removes_nothing_of_it_unless_that_is_forced()
    {
        var clock = TruthNode.Clock();
        await using var node = await TestNode.StartAsync(["--Reconciling:OrphanGrace=00:00:00"], clock: clock);
        var known = await node.UploadAsync(Bytes.Random(100));
        for (var number = 0; number < 120; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(node.Outgoing, Guid.NewGuid().ToString("D")), "whose?", TestContext.Current.CancellationToken);
        }

        clock.Advance(TimeSpan.FromMinutes(1));

        var pass = await node.ReconcileAsync("""{"fix":true}""", ends: "failed");

        pass.GetProperty("fault").GetString()!.ShouldContain("120 of 121 files in outgoing/");
        Directory.GetFiles(node.Outgoing).Length.ShouldBe(121);

        (await node.ReconcileAsync("""{"fix":true,"force":true}""")).Count("orphan").ShouldBe(120);
        Directory.GetFiles(node.Outgoing).ShouldBe([node.FileOf(known)]);
    }
}
