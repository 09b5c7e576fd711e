using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Deposits;

/// <summary>For a redelivery the very same bytes are lodged again under the same key, or it is said that they are gone.</summary>
public class RedeliveryBytesTests
{
    private static readonly CancellationToken _none = CancellationToken.None;
    private static readonly TimeSpan _expiry = TimeSpan.FromDays(15);

    [Fact]
    public async Task What_is_still_lodged_is_not_lodged_again()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());

        (await AgainAsync(node, sent)).ShouldBeSameAs(sent);
        node.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_has_expired_is_lodged_again_as_the_identical_blob_under_a_new_path()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());
        node.Clock.Advance(_expiry);

        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AgainAsync(node, sent)));

        again[0].Deposit.SealedDigest.ShouldBe(sent.Deposit.SealedDigest);
        again[0].Deposit.DirectPath.ShouldNotBe(sent.Deposit.DirectPath);
        again.ShouldAllBe(one => one.Key.Equals(sent.Key));
        node.Line.Uploads.Count().ShouldBe(2);
    }

    [Fact]
    public async Task Under_other_settings_it_is_still_the_rendition_that_was_sent()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var sent = await node.LodgedAsync(media);
        await node.RestartAsync("--Processing:Background=#000000");
        node.Processor.Result = Bytes.Random(4000, seed: 5);
        node.Clock.Advance(_expiry);

        (await AgainAsync(node, sent)).Deposit.SealedDigest.ShouldBe(sent.Deposit.SealedDigest);
        node.Processor.Runs.ShouldBe(1);

        // Whoever sends it today sends another, under another key.
        var today = await node.LodgedAsync(media);
        today.Deposit.Id.ShouldNotBe(sent.Deposit.Id);
        today.Key.ShouldNotBe(sent.Key);
    }

    [Fact]
    public async Task A_rendition_that_is_gone_is_made_again_where_that_gives_the_same_bytes()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());
        DepositNode.Delete(node.RenditionFiles);
        node.Clock.Advance(_expiry);

        (await AgainAsync(node, sent)).Deposit.SealedDigest.ShouldBe(sent.Deposit.SealedDigest);
        node.Processor.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task A_rendition_that_comes_out_otherwise_is_gone()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());
        DepositNode.Delete(node.RenditionFiles);
        node.Processor.Result = Bytes.Random(4000, seed: 5);
        node.Clock.Advance(_expiry);

        (await node.Deposits.AgainAsync(sent.Deposit.Id, DateTimeOffset.MinValue, _none)).ShouldBeOfType<DepositOutcome.Gone>().Why.Details.ShouldContain("not the same bytes");
        node.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Gone_under_settings_of_old_it_is_gone()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());
        await node.RestartAsync("--Processing:Background=#000000");
        DepositNode.Delete(node.RenditionFiles);
        node.Clock.Advance(_expiry);

        (await node.Deposits.AgainAsync(sent.Deposit.Id, DateTimeOffset.MinValue, _none)).ShouldBeOfType<DepositOutcome.Gone>().Why.Details.ShouldContain("settings that no longer hold");
    }

    [Fact]
    public async Task The_medias_own_bytes_do_as_long_as_they_are_there()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync("a document"u8.ToArray(), "text/plain");
        var sent = await node.LodgedAsync(media, Kind.Document);
        node.Clock.Advance(_expiry);

        var again = await AgainAsync(node, sent);
        again.Deposit.SealedDigest.ShouldBe(sent.Deposit.SealedDigest);

        DepositNode.Delete(node.Node.FileOf(media.ToString()));
        node.Clock.Advance(_expiry);
        (await node.Deposits.AgainAsync(sent.Deposit.Id, DateTimeOffset.MinValue, _none)).ShouldBeOfType<DepositOutcome.Gone>();
    }

    [Fact]
    public async Task A_deposit_that_never_was_is_gone()
    {
        await using var node = await DepositNode.StartAsync();

        (await node.Deposits.AgainAsync("never", DateTimeOffset.MinValue, _none)).ShouldBeOfType<DepositOutcome.Gone>();
    }

    private static async Task<MediaNode.Upstreams.SentMedia> AgainAsync(DepositNode node, MediaNode.Upstreams.SentMedia sent) =>
        (await node.Deposits.AgainAsync(sent.Deposit.Id, DateTimeOffset.MinValue, _none)).ShouldBeOfType<DepositOutcome.Lodged>().Media;
}
