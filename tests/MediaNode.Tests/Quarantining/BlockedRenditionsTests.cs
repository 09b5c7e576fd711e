using MediaNode.Catalog;
using MediaNode.Quarantining;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Links;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

/// <summary>What was made of a media has a digest of its own, and is blocked by it as a media is; and what is released meanwhile is let be.</summary>
public sealed class BlockedRenditionsTests
{
    private const string Phone = "15550970001";

    [Fact]
    public async Task It_is_not_lodged_either()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var (media, made) = await MadeAsync(node);
        await node.BlockAsync(made);

        var id = await node.Client.SendImageAsync(Phone, media);

        (await node.FailureAsync(id)).Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Simulator!.BlobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_block_breaks_off_what_is_just_being_lodged()
    {
        var upstream = new HeldUpstream();
        await using var node = await TestNode.StartAsync(simulator: true, configure: upstream.Install);
        var (media, made) = await MadeAsync(node);
        upstream.Lodging.Close();
        var id = await node.Client.SendImageAsync(Phone, media);
        await upstream.Lodging.Reached;

        await node.BlockAsync(made);
        upstream.Lodging.Open();

        (await node.FailureAsync(id)).Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Simulator!.BlobsAsync()).ShouldBeEmpty();
        (await node.Simulator.MessagesOfAsync(Phone)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_block_waits_for_what_is_just_being_handed_over_and_what_waits_fails()
    {
        var upstream = new HeldUpstream();
        await using var node = await TestNode.StartAsync(simulator: true, configure: upstream.Install);
        var (media, made) = await MadeAsync(node);
        upstream.Sending.Close();
        var first = await node.Client.SendImageAsync(Phone, media);
        await upstream.Sending.Reached;
        // Its turn comes after the first's.
        var second = await node.Client.SendImageAsync(Phone, media);

        var block = node.BlockAsync(made);
        await TestSimulator.UntilAsync(
            async () => (await node.StatusAsync($"/api/media/{media}/renditions/image")) == System.Net.HttpStatusCode.Forbidden, () => "the block");
        // What nobody is sending is blocked meanwhile, and comes after it.
        await node.BlockAsync(Bytes.Random(10));
        block.IsCompleted.ShouldBeFalse();
        upstream.Sending.Open();
        await block;

        await node.Client.MessageOnceAsync(first, "sent", "delivered", "read");
        (await node.Client.MessageOnceAsync(second, "failed")).GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Simulator!.MessagesOfAsync(Phone)).ShouldHaveSingleItem().Text("id").ShouldBe(first);
    }

    [Fact]
    public async Task What_was_released_before_it_was_settled_fails_nothing()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.BreakAsync("""{"type":"server-error","on":"send"}""");
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var digest = (await node.BlockMediaAsync(media)).Text("digest");
        var before = node.Part<QuarantineCatalog>().Find(Convert.FromHexString(digest))!;
        await node.ReleaseAsync(digest);
        var id = await node.Client.SendImageAsync(Phone, media);

        // One that blocked it had not come so far yet.
        await node.Part<Blocking>().SettleAsync(before);

        await node.Simulator.BreakAsync();
        await node.Simulator.ArrivalAsync(Phone, id);
    }

    private static async Task<(string Media, byte[] Made)> MadeAsync(TestNode node)
    {
        var media = await node.Client.UploadSampleAsync("transparent.png", "image/png");
        await node.MadeAsync(media, "kind=image");
        return (media, await node.Client.RenditionAsync(media, "image"));
    }
}
