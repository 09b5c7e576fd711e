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
