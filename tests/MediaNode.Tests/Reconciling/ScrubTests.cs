using System.Net;
using MediaNode.Catalog;
using MediaNode.Reconciling;
using MediaNode.Tests.Renditions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

public sealed class ScrubTests
{
    [Fact]
    public async Task A_flipped_bit_is_found_without_anybody_asking_for_the_media()
    {
        var clock = TruthNode.Clock();
        await using var node = await TestNode.StartAsync(["--Access:TokenLifetime=365.00:00:00"], clock: clock);
        var (sound, flipped) = (await node.UploadAsync(Bytes.Random(1000)), await node.UploadAsync(Bytes.Random(1000, seed: 2)));
        TruthNode.Flip(node.FileOf(flipped));
        var first = await TurnAsync(node, clock, PassRunner.FirstAfter, after: 0);

        (await node.StateAsync(flipped)).ShouldBe("damaged");
        (await node.StatusAsync($"/v1/media/{flipped}")).ShouldBe(HttpStatusCode.InternalServerError);
        (await node.StateAsync(sound)).ShouldBe("stored");
        using var told = await node.GetAsync("/api/reconcile");
        (await told.JsonAsync()).GetProperty("scrub").Found("damaged").ShouldBe([flipped]);
        (await node.Client.GetStringAsync("/metrics?format=prometheus")).ShouldContain("medianode_findings_total{finding=\"damaged\"} 1");

        // Once in thirty days, and not before.
        TruthNode.Flip(node.FileOf(sound));
        clock.Advance(TimeSpan.FromDays(29.9));
        node.Part<PassCatalog>().Last(PassKind.Scrub)!.Id.ShouldBe(first);
        await TurnAsync(node, clock, TimeSpan.FromDays(0.2), after: first);
        (await node.StateAsync(sound)).ShouldBe("damaged");
    }

    [Fact]
    public async Task A_damaged_rendition_is_dropped_and_made_again_when_it_is_wanted()
    {
        var clock = TruthNode.Clock();
        var fake = new FakeProcessor();
        await using var node = await TestNode.StartAsync(["--Access:TokenLifetime=365.00:00:00"], clock: clock, configure: fake.Install);
        var id = await node.UploadTransparentAsync();
        var digest = (await node.MadeAsync(id, "kind=image")).Text("digest");
        TruthNode.Flip(Directory.GetFiles(node.RenditionFolder()).Single(path => new FileInfo(path).Length == fake.Result.Length));

        await TurnAsync(node, clock, PassRunner.FirstAfter, after: 0);

        using (var told = await node.GetAsync("/api/reconcile"))
        {
            (await told.JsonAsync()).GetProperty("scrub").Found("rendition").ShouldBe([$"{id} as image"]);
        }

        Directory.GetFiles(node.RenditionFolder()).ShouldBeEmpty();
        (await node.StateAsync(id)).ShouldBe("stored");
        (await node.MadeAsync(id, "kind=image")).Text("digest").ShouldBe(digest);
        fake.Runs.ShouldBe(2);
        Directory.GetFiles(node.RenditionFolder()).Length.ShouldBe(2); // The picture and its thumbnail.
    }

    [Fact]
    public async Task Zero_turns_it_off()
    {
        var clock = TruthNode.Clock();
        await using var node = await TestNode.StartAsync(["--Reconciling:ScrubRate=0"], clock: clock);

        clock.Advance(TimeSpan.FromDays(2));

        // The other pass of the clock is what shows that the time for it has come.
        await Eventually.HoldsAsync(() => node.Part<PassCatalog>().Last(PassKind.Reconcile) is { EndedAt: not null }, "the daily pass");
        node.Part<PassCatalog>().Last(PassKind.Scrub).ShouldBeNull();
    }

    [Fact]
    public async Task So_many_bytes_a_second_are_read_and_no_more()
    {
        var machine = new FakeTimeProvider();
        var pace = new Pace(1000, machine);

        var spent = pace.SpendAsync(2000, TestContext.Current.CancellationToken);
        spent.IsCompleted.ShouldBeFalse();
        machine.Advance(TimeSpan.FromSeconds(1.9));
        spent.IsCompleted.ShouldBeFalse();
        machine.Advance(TimeSpan.FromSeconds(0.2));
        await spent;

        // What was not used is not saved up.
        machine.Advance(TimeSpan.FromMinutes(1));
        pace.SpendAsync(1000, TestContext.Current.CancellationToken).IsCompleted.ShouldBeFalse();
    }

    private static async Task<long> TurnAsync(TestNode node, FakeTimeProvider clock, TimeSpan by, long after)
    {
        var turned = false;
        await Eventually.HoldsAsync(
            () =>
            {
                // The stage may not have begun to wait: it is turned again, a little.
                clock.Advance(turned ? TimeSpan.FromSeconds(1) : by);
                turned = true;
                return node.Part<PassCatalog>().Last(PassKind.Scrub) is { EndedAt: not null } pass && pass.Id > after;
            },
            $"a scrub after {after}");
        return node.Part<PassCatalog>().Last(PassKind.Scrub)!.Id;
    }
}
