using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Slow clients by the hundred are let go in time, cost little and hinder nobody.</summary>
public sealed class SlowClientTests(SlowClients slow, ITestOutputHelper output) : IClassFixture<SlowClients>
{
    [Fact]
    public void Uploads_of_one_byte_a_second_are_told_408()
    {
        slow.Uploads.Statuses.ShouldBe(Enumerable.Repeat(408, 500));
        slow.Uploads.LeftOver.ShouldBe(0);
        slow.Uploads.OpenFiles.ShouldBeGreaterThan(900); // They did hold a socket and a file each.
        ShouldHinderNobody(slow.Uploads, mostMegabytes: 64);
    }

    [Fact]
    public void Downloads_of_one_byte_a_second_lose_their_connection_and_their_file()
    {
        slow.Downloads.Statuses.ShouldBe([0]);
        slow.Downloads.OpenFiles.ShouldBeGreaterThan(500);
        // A block for each head that came in and one for each body that goes out: 64 MB, of which half is free again.
        ShouldHinderNobody(slow.Downloads, mostMegabytes: 96);
    }

    [Fact]
    public void Heads_of_one_byte_a_second_are_told_408()
    {
        slow.Heads.Statuses.ShouldBe(Enumerable.Repeat(408, 500));
        ShouldHinderNobody(slow.Heads, mostMegabytes: 64);
    }

    private void ShouldHinderNobody(SlowRun run, long mostMegabytes)
    {
        output.WriteLine(
            $"lasted {run.Lasted.TotalSeconds:F1} s; {run.HealthyRounds} healthy rounds, slowest {run.SlowestHealthy.TotalMilliseconds:F0} ms; " +
            $"{run.MemoryGrowth >> 20} MB and {run.OpenFiles} handles more at the most");
        run.Lasted.ShouldBeLessThan(TimeSpan.FromSeconds(18));
        run.HealthyRounds.ShouldBeGreaterThan(5);
        run.SlowestHealthy.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        run.MemoryGrowth.ShouldBeLessThan(mostMegabytes << 20);
        run.Errors.ShouldBeEmpty();
    }
}
