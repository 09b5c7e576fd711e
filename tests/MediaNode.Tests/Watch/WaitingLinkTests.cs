using MediaNode.Catalog;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Watch;

/// <summary>Links on a volume between the marks: they wait with words, are asked for nothing, and come when there is room.</summary>
public sealed class WaitingLinkTests
{
    [Theory]
    [InlineData("wait")]
    [InlineData("fail")]
    public async Task A_link_waits_below_its_mark_whatever_the_setting_and_comes_when_there_is_room(string whenFull)
    {
        FakeSpace? space = null;
        var (node, fetcher) = await FakeFetcher.StartAsync(
            [$"--Messages:WhenVolumeFull={whenFull}"], configure: WrappedVolume.Install(real => space = new FakeSpace(real)));
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        space!.Free = 60;

        var id = await node.SendLinkAsync("15550900099");
        await TestSimulator.UntilAsync(
            async () => (await node.Client.MessageAsync(id)).TryGetProperty("waiting_for", out var waits)
                && waits.GetString()!.Contains("links and media of users wait", StringComparison.Ordinal),
            () => "the reason is told");
        fetcher.Asked.ShouldBeEmpty();

        space.Free = 900;
        await node.Simulator!.AdvanceAsync("10s");
        (await node.MediaOfAsync(id)).ShouldNotBeNull();
        fetcher.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_link_that_waits_is_tried_less_and_less_often_and_woken_when_there_is_room()
    {
        FakeSpace? space = null;
        var (node, fetcher) = await FakeFetcher.StartAsync(configure: WrappedVolume.Install(real => space = new FakeSpace(real)));
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        space!.Free = 60;
        var id = await node.SendLinkAsync("15550900097");
        await DueAfterAsync(default);

        // Each time it is due it finds no room: by the fifth time it waits for more than a minute.
        var due = await DueAfterAsync(node.Part<TimeProvider>().GetUtcNow());
        for (var tries = 2; tries <= 5; tries++)
        {
            await node.Simulator!.AdvanceAsync($"{(int)(due - node.Part<TimeProvider>().GetUtcNow()).TotalSeconds + 1}s");
            due = await DueAfterAsync(due);
        }

        due.ShouldBeGreaterThan(node.Part<TimeProvider>().GetUtcNow().AddMinutes(1));
        fetcher.Asked.ShouldBeEmpty();

        space.Free = 900;
        await node.Simulator!.AdvanceAsync("6s");
        (await node.MediaOfAsync(id)).ShouldNotBeNull();
        node.Part<TimeProvider>().GetUtcNow().ShouldBeLessThan(due, "it did not have to wait to the end");

        async Task<DateTimeOffset> DueAfterAsync(DateTimeOffset before)
        {
            var found = default(DateTimeOffset);
            await TestSimulator.UntilAsync(
                () => Task.FromResult(node.Part<LinkCatalog>().Find(1) is { Reason: not null } link && (found = link.DueAt) > before),
                () => "the link is put off");
            return found;
        }
    }

    [Fact]
    public async Task While_messages_are_to_fail_on_a_full_volume_a_link_that_waited_long_fails_as_soon_as_it_is_full()
    {
        FakeSpace? space = null;
        var (node, fetcher) = await FakeFetcher.StartAsync(
            ["--Messages:WhenVolumeFull=fail"], configure: WrappedVolume.Install(real => space = new FakeSpace(real)));
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        space!.Free = 60;
        var id = await node.SendLinkAsync("15550900096");
        await TestSimulator.UntilAsync(() => Task.FromResult(node.Part<LinkCatalog>().Find(1)?.Reason is not null), () => "it waits");

        space.Free = 40;
        await node.Simulator!.AdvanceAsync("6s");

        (await node.FailureAsync(id)).GetProperty("details").GetString()!.ShouldContain("bytes left");
        fetcher.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_uploads_alone_are_refused_links_are_fetched()
    {
        FakeSpace? space = null;
        var (node, fetcher) = await FakeFetcher.StartAsync(configure: WrappedVolume.Install(real => space = new FakeSpace(real)));
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        space!.Free = 90;

        using (var refused = await node.PostMediaAsync(Bytes.Random(10)))
        {
            (await refused.ShouldRefuseAsync(System.Net.HttpStatusCode.InsufficientStorage, 1014)).ShouldContain("bytes left");
        }

        (await node.MediaOfAsync(await node.SendLinkAsync("15550900098"))).ShouldNotBeNull();
    }
}
