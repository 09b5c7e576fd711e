using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Lifecycle;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Deposits;

/// <summary>Each rendition is sealed and uploaded once, whoever asks, and again only when it has expired.</summary>
public class DepositTests
{
    private static readonly CancellationToken _none = CancellationToken.None;

    [Fact]
    public async Task A_thousand_who_ask_at_once_cost_one_processing_and_one_upload()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => node.LodgedAsync(media)));

        sent.ShouldAllBe(one => ReferenceEquals(one, sent[0]));
        node.Processor.Runs.ShouldBe(1);
        node.Line.Uploads.Count().ShouldBe(1);
        node.Deposits.Known(media, Kind.Image).ShouldBeSameAs(sent[0]);
        (await node.Deposits.FindAsync(sent[0].Deposit.Id)).ShouldBeSameAs(sent[0]);
    }

    [Fact]
    public async Task A_deposit_tells_all_that_a_message_needs()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();

        var sent = await node.LodgedAsync(media);

        var (_, seal) = Sealer.SealWhole(node.Processor.Result, sent.Key, SealingPurpose.Of(Kind.Image));
        var deposit = sent.Deposit;
        DepositNode.Is(deposit.Digest, node.Processor.Result);
        deposit.SealedDigest.ShouldBe(seal.Digests.Sealed.ToArray());
        deposit.SealedLength.ShouldBe(seal.SealedLength);
        (deposit.State, deposit.Lodgings, deposit.Attempts).ShouldBe((DepositState.Lodged, 1, 0));
        deposit.DirectPath.ShouldNotBeNull();
        (sent.Width, sent.Height).ShouldBe((8, 6));
        sent.Thumbnail.ShouldBe(node.Processor.Thumbnail!.Jpeg);
        Guid.Parse(deposit.Id).Version.ShouldBe(7);
    }

    [Fact]
    public async Task The_key_lies_wrapped_in_the_catalogue_and_what_it_is_wrapped_by_in_a_private_folder()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());

        var key = new byte[MediaKey.Length];
        sent.Key.CopyTo(key);
        node.Catalog.Find(sent.Deposit.Id)!.WrappedKey!.AsSpan().IndexOf(key).ShouldBe(-1);
        var folder = node.Node.Host.Data.Keys;
        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task After_a_restart_it_is_still_known_and_not_uploaded_again()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var before = await node.LodgedAsync(media);

        await node.RestartAsync();

        node.Deposits.Known(media, Kind.Image).ShouldBeNull();
        var found = (await node.Deposits.FindAsync(before.Deposit.Id)).ShouldNotBeNull();
        found.Key.ShouldBe(before.Key);
        found.Thumbnail.ShouldBe(before.Thumbnail);
        (await node.LodgedAsync(media)).ShouldBeSameAs(found);
        node.Deposits.Known(media, Kind.Image).ShouldBeSameAs(found);
        node.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_deposit_that_expires_is_lodged_again_as_the_identical_blob()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var first = await node.LodgedAsync(media);
        node.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(59));

        node.Deposits.Known(media, Kind.Image).ShouldBeNull();
        (await node.Deposits.FindAsync(first.Deposit.Id)).ShouldBeNull();
        var second = await node.LodgedAsync(media);

        second.Deposit.Id.ShouldBe(first.Deposit.Id);
        second.Deposit.SealedDigest.ShouldBe(first.Deposit.SealedDigest);
        second.Deposit.DirectPath.ShouldNotBe(first.Deposit.DirectPath);
        second.Deposit.Lodgings.ShouldBe(2);
        node.Line.Uploads.Select(call => call.Token).Distinct().Count().ShouldBe(1);
        node.Processor.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_crash_the_lease_is_taken_back_and_the_identical_blob_is_asked_for_first()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var first = await node.LodgedAsync(media);
        node.Clock.Advance(TimeSpan.FromDays(15));
        // What a crash leaves: a lease that nobody holds.
        (await node.Catalog.ClaimAsync(first.Deposit, LeaseKeeper.Lease, DepositShelf.Margin)).ShouldBeOfType<DepositClaim.Yours>();
        await node.RestartAsync();

        var second = await node.LodgedAsync(media);

        second.Deposit.SealedDigest.ShouldBe(first.Deposit.SealedDigest);
        node.Line.Calls.Select(call => call.Asks).ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task Who_goes_away_takes_nothing_along()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var gate = new TaskCompletionSource();
        node.Processor.Gate = gate.Task;
        using (var leaving = new CancellationTokenSource())
        {
            var asking = node.Deposits.GetAsync(media, Kind.Image, leaving.Token);
            await node.Processor.Entered.Task;
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(asking);
        }

        gate.SetResult();

        await node.LodgedAsync(media);
        node.Processor.Runs.ShouldBe(1);
        node.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_kept_with_its_reason_and_not_tried_again_before_its_time()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        node.Line.Instead = async (context, _) =>
        {
            await node.Line.WriteAsync(context, 503, "");
            return true;
        };

        var waits = new List<TimeSpan>();
        for (var time = 0; time < 3; time++)
        {
            var failed = (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Failed>();
            failed.Why.Details.ShouldContain("mmg-1: 503 server error; mmg-2: 503 server error; mmg-fallback: 503 server error");
            waits.Add(failed.RetryAfter!.Value);
            var calls = node.Line.Calls.Count;
            (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Failed>();
            node.Line.Calls.Count.ShouldBe(calls);
            node.Clock.Advance(waits[^1] + TimeSpan.FromMilliseconds(1));
        }

        waits.Select(wait => Math.Round(wait.TotalSeconds)).ShouldBe([2, 4, 8]);
        var row = node.Catalog.Of(media).ShouldHaveSingleItem();
        (row.State, row.Attempts).ShouldBe((DepositState.Lodging, 3));
        node.Node.Part<MessageCatalog>().AttemptsOf(row.Id).Count.ShouldBe(3);

        node.Line.Instead = null;
        (await node.LodgedAsync(media)).Deposit.Attempts.ShouldBe(0);
        node.Processor.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_failures_the_last_twenty_are_kept()
    {
        await using var node = await DepositNode.StartAsync();
        var sent = await node.LodgedAsync(await node.UploadAsync());
        node.Clock.Advance(TimeSpan.FromDays(15));

        for (var time = 0; time < 25; time++)
        {
            var mine = (await node.Catalog.ClaimAsync(sent.Deposit, LeaseKeeper.Lease, DepositShelf.Margin)).ShouldBeOfType<DepositClaim.Yours>();
            (await node.Catalog.FailAsync(mine.Deposit, $"reason {time}", node.Clock.GetUtcNow())).ShouldBeTrue();
        }

        node.Node.Part<MessageCatalog>().AttemptsOf(sent.Deposit.Id).Select(attempt => attempt.Reason).ShouldBe(Enumerable.Range(5, 20).Select(time => $"reason {time}"));
    }

    [Fact]
    public async Task What_the_servers_want_to_wait_is_waited()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        node.Line.RetryAfter = 90;
        node.Line.Instead = async (context, _) =>
        {
            await node.Line.WriteAsync(context, 429, "");
            return true;
        };

        (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Failed>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task What_the_servers_will_never_take_is_refused()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        node.Line.Instead = async (context, _) =>
        {
            await node.Line.WriteAsync(context, 413, "");
            return true;
        };

        var refused = (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Refused>();
        refused.Why.Details.ShouldContain("mmg-1: 413 too large");
        (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBe(refused);
        node.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_media_that_does_not_fit_its_kind_is_refused_with_the_rule()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync("no picture at all"u8.ToArray(), "text/plain");

        (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Refused>()
            .Why.Details.ShouldContain("WhatsApp would not take this as image");
        node.Line.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_media_that_never_was_or_whose_file_is_gone_is_gone()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        DepositNode.Delete(node.Node.FileOf(media.ToString()));

        (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Gone>();
        (await node.Deposits.GetAsync(new MediaId(Guid.NewGuid()), Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Gone>();
        (await node.Deposits.FindAsync("never")).ShouldBeNull();
    }

    [Fact]
    public async Task Deleted_while_it_is_uploaded_it_is_gone_and_its_key_forgotten()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        node.Line.Instead = async (_, _) =>
        {
            entered.TrySetResult();
            await gate.Task;
            return false;
        };
        var asking = node.Deposits.GetAsync(media, Kind.Image, _none);
        await entered.Task;

        await node.DeleteAsync(media);

        (await asking).ShouldBeOfType<DepositOutcome.Gone>();
        gate.SetResult();
        node.Deposits.Known(media, Kind.Image).ShouldBeNull();
        var row = node.Catalog.Of(media).ShouldHaveSingleItem();
        (row.State, row.WrappedKey).ShouldBe((DepositState.Gone, null));
    }

    [Fact]
    public async Task A_deleted_media_is_dropped_from_memory()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var sent = await node.LodgedAsync(media);

        await node.DeleteAsync(media);

        node.Deposits.Known(media, Kind.Image).ShouldBeNull();
        (await node.Deposits.FindAsync(sent.Deposit.Id)).ShouldBeNull();
        (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Gone>();
        (await node.Deposits.AgainAsync(sent.Deposit.Id, DateTimeOffset.MinValue, _none)).ShouldBeOfType<DepositOutcome.Gone>();
    }

    [Fact]
    public async Task The_lease_is_prolonged_for_as_long_as_an_upload_lasts()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        node.Line.Instead = async (_, _) =>
        {
            entered.TrySetResult();
            await gate.Task;
            return false;
        };
        var asking = node.LodgedAsync(media);
        await entered.Task;
        var row = node.Catalog.Of(media).ShouldHaveSingleItem();

        for (var time = 0; time < 6; time++)
        {
            node.Clock.Advance(LeaseKeeper.Lease / 2);
            var until = node.Clock.GetUtcNow() + LeaseKeeper.Lease;
            DepositClaim claim;
            do
            {
                claim = await node.Catalog.ClaimAsync(row, LeaseKeeper.Lease, DepositShelf.Margin);
            }
            while (claim.ShouldBeOfType<DepositClaim.Busy>().Until < until - TimeSpan.FromMilliseconds(1));
        }

        gate.SetResult();
        (await asking).Deposit.Revision.ShouldBe(row.Revision);
        node.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_stops_gives_the_lease_back()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var entered = new TaskCompletionSource();
        node.Line.Instead = async (context, _) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var asking = node.Deposits.GetAsync(media, Kind.Image, _none);
        await entered.Task;

        await node.RestartAsync();

        (await asking).ShouldBeOfType<DepositOutcome.Failed>();
        node.Line.Instead = null;
        (await node.LodgedAsync(media)).Deposit.Lodgings.ShouldBe(1); // At once: the clock stands still.
    }

    [Fact]
    public async Task Keys_that_are_lost_are_told_in_words()
    {
        await using var node = await DepositNode.StartAsync();
        var media = await node.UploadAsync();
        var sent = await node.LodgedAsync(media);
        DepositNode.Delete(Directory.GetFiles(node.Node.Host.Data.Keys));
        await node.RestartAsync();

        (await node.Deposits.FindAsync(sent.Deposit.Id)).ShouldBeNull();
        (await node.Deposits.GetAsync(media, Kind.Image, _none)).ShouldBeOfType<DepositOutcome.Failed>().Why.Details.ShouldContain("cannot be unwrapped");
    }
}
