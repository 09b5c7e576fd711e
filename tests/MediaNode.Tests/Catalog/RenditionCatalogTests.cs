using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

/// <summary>A rendition is made once, by whoever holds its lease.</summary>
public class RenditionCatalogTests
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));

    [Fact]
    public async Task Of_many_who_claim_a_rendition_one_makes_it_and_the_others_wait()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => catalog.ClaimAsync(key, _lease)));

        claims.OfType<RenditionClaim.Yours>().Count().ShouldBe(1);
        claims.OfType<RenditionClaim.Busy>().ShouldAllBe(busy => busy.Until == _clock.GetUtcNow() + _lease);
    }

    [Fact]
    public async Task Another_policy_makes_another_rendition()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        await catalog.ClaimAsync(key, _lease);

        (await catalog.ClaimAsync(key with { Policy = "other" }, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        (await catalog.ClaimAsync(key with { Kind = "sticker" }, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
    }

    [Fact]
    public async Task Who_lost_the_lease_changes_nothing()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        var first = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        _clock.Advance(_lease);

        var second = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();

        (await catalog.ProlongAsync(key, first.Revision, _lease)).ShouldBeFalse();
        (await catalog.FinishAsync(Ready(key), first.Revision)).ShouldBeFalse();
        (await catalog.FinishAsync(Ready(key), second.Revision)).ShouldBeTrue();
        (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Settled>().Rendition.Length.ShouldBe(10);
    }

    [Fact]
    public async Task Who_asks_for_more_time_in_time_keeps_the_lease()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        var mine = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        _clock.Advance(_lease / 2);

        (await catalog.ProlongAsync(key, mine.Revision, _lease)).ShouldBeTrue();

        _clock.Advance(_lease * 0.75);
        (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Busy>();
    }

    [Theory]
    [InlineData(RenditionState.Ready, false)]
    [InlineData(RenditionState.Refused, false)]
    [InlineData(RenditionState.Failed, true)]
    internal async Task What_failed_is_tried_again_and_what_is_settled_is_not(RenditionState state, bool again)
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        var mine = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        await catalog.FinishAsync(Ready(key) with { State = state }, mine.Revision);

        var claim = await catalog.ClaimAsync(key, _lease);

        (claim is RenditionClaim.Yours).ShouldBe(again);
        (claim is RenditionClaim.Settled).ShouldBe(!again);
    }

    [Fact]
    public async Task A_rendition_that_is_taken_back_is_made_again_and_only_once()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        var mine = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        await catalog.FinishAsync(Ready(key), mine.Revision);
        var seen = catalog.Find(key).ShouldNotBeNull();

        (await catalog.TakeBackAsync(seen)).ShouldBeTrue();
        (await catalog.TakeBackAsync(seen)).ShouldBeFalse();

        (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        catalog.Find(key).ShouldNotBeNull().Blob.ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_made_of_a_media_that_is_gone_or_going()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        var mine = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        await node.Host.App.Services.GetRequiredService<MediaCatalog>().StopOfferingAsync(key.MediaId);

        (await catalog.FinishAsync(Ready(key), mine.Revision)).ShouldBeFalse();
        (await catalog.ClaimAsync(key with { Kind = "sticker" }, _lease)).ShouldBeOfType<RenditionClaim.Gone>();
        (await catalog.ClaimAsync(new RenditionKey(new MediaId(Guid.NewGuid()), "image", "p"), _lease)).ShouldBeOfType<RenditionClaim.Gone>();
    }

    [Fact]
    public async Task A_deleted_media_takes_its_renditions_with_it()
    {
        await using var node = await TestNode.StartAsync(clock: _clock);
        var (catalog, key) = await PrepareAsync(node);
        var mine = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
        var rendition = Ready(key) with { Blob = Guid.CreateVersion7(), Thumbnail = Guid.CreateVersion7() };
        var volume = node.Host.App.Services.GetRequiredService<IVolume>();
        foreach (var id in (Guid[])[rendition.Blob.Value, rendition.Thumbnail.Value])
        {
            var blobKey = new BlobKey(BlobFolder.Renditions, id);
            using var blob = volume.Create(blobKey);
            blob.Write([new byte[] { 1 }], 1);
            volume.Publish(blobKey);
            blob.Keep();
        }

        (await catalog.FinishAsync(rendition, mine.Revision)).ShouldBeTrue();
        var folder = Path.Combine(node.Host.Data.Path, "media/renditions");
        Directory.GetFiles(folder).Length.ShouldBe(2);

        using (await node.SendAsync(HttpMethod.Delete, $"/v1/media/{key.MediaId}"))
        {
        }

        Directory.GetFiles(folder).ShouldBeEmpty();
        catalog.Of(key.MediaId).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_crash_a_rendition_s_blob_with_a_row_is_published_to_its_own_folder()
    {
        using var data = new TempDirectory();
        var (kept, lost) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            var (catalog, key) = await PrepareAsync(node);
            var mine = (await catalog.ClaimAsync(key, _lease)).ShouldBeOfType<RenditionClaim.Yours>();
            await catalog.FinishAsync(Ready(key) with { Thumbnail = kept }, mine.Revision);
        }

        var partial = Path.Combine(data.Path, "media/.partial");
        File.WriteAllBytes(Path.Combine(partial, kept.ToString()), [1]);
        File.WriteAllBytes(Path.Combine(partial, lost.ToString()), [2]);

        await using var again = await TestNode.StartAsync(data: data.Path);

        Directory.GetFiles(Path.Combine(data.Path, "media/renditions")).Select(Path.GetFileName).ShouldBe([kept.ToString()]);
        Directory.GetFiles(partial).ShouldBeEmpty();
    }

    private static async Task<(RenditionCatalog Catalog, RenditionKey Key)> PrepareAsync(TestNode node)
    {
        var id = await node.UploadAsync(Bytes.Random(100));
        return (node.Host.App.Services.GetRequiredService<RenditionCatalog>(), new RenditionKey(new MediaId(Guid.Parse(id)), "image", "policy"));
    }

    private static Rendition Ready(RenditionKey key) => new()
    {
        Key = key,
        State = RenditionState.Ready,
        Type = "image/jpeg",
        Length = 10,
        Digest = new byte[32],
        Receipt = "{}",
    };
}
