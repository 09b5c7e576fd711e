using Dapper;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>One try to get the media of a message: fetched, opened with every check, and kept.</summary>
internal sealed class Download(SimulatorStore store, Fetcher fetcher, ContentFiles files, Bells bells, TimeProvider clock)
{
    private const int MostAttempts = 5;

    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(1);

    public async Task RunAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(message, cancellationToken);
        }
        catch (Exception unexpected) when (unexpected is not (OperationCanceledException or SqliteException))
        {
            TryAgain(message, $"The phone failed at it: {unexpected.Message}", null); // One message is not to keep the others waiting.
        }
    }

    private async Task TryAsync(Message message, CancellationToken cancellationToken)
    {
        var media = WantedMedia.Of(message);
        if (media.HasExpired(clock.GetUtcNow()))
        {
            AskOrPause(message, media);
            return;
        }

        FetchResult result;
        try
        {
            await using var spool = files.Spool();
            result = await fetcher.FetchAsync(media, spool, cancellationToken);
            if (result is FetchResult.Fetched)
            {
                Open(message, media, spool, cancellationToken);
                return;
            }
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            result = new FetchResult.Failed($"The phone could not store it: {disk.Message}");
        }

        switch (result)
        {
            case FetchResult.Gone:
                AskOrPause(message, media);
                break;
            case FetchResult.Refused(var problem):
                Stop(message, problem);
                break;
            case FetchResult.Failed(var problem, var after):
                TryAgain(message, problem, after);
                break;
        }
    }

    private void Open(Message message, WantedMedia media, FileStream spool, CancellationToken cancellationToken)
    {
        switch (Opener.Open(new FileSource(spool), media.Key, SealingPurpose.Of(media.Kind), media.Digests, cancellationToken))
        {
            case OpenResult.Refused(var flaw):
                TryAgain(message, Words(flaw), null); // Spoilt on the way, perhaps.
                break;
            case OpenResult.Opened(var opened):
                using (opened)
                {
                    Keep(message, media, opened);
                }

                break;
        }
    }

    private void Keep(Message message, WantedMedia media, OpenedMedia opened)
    {
        if (opened.Length != media.Length)
        {
            Stop(message, $"It has {opened.Length} bytes where the message says {media.Length}.");
            return;
        }

        files.Keep(opened, media.Digest, connection =>
        {
            connection.Execute(
                """
                UPDATE message SET state = 'downloaded', digest = @Digest, problem = NULL, due = NULL, attempts = 0, redelivered = 0
                WHERE seq = @Seq
                """,
                new { message.Seq, media.Digest });
            Receipts.Add(connection, PhoneBook.Get(connection, message.WaId), message.Number, message.Id, Receipts.Downloaded, clock.Milliseconds());
        });
        bells.Receipts.Ring();
    }

    private void AskOrPause(Message message, WantedMedia media)
    {
        if (Redeliveries.PauseUntil(message) is { } until && clock.Milliseconds() < until)
        {
            var problem = "The media is gone although it has just been delivered again; the phone asks once more at "
                + $"{Instant.ToText(until)} by the clock.";
            store.Do(connection => connection.Execute(
                "UPDATE message SET due = @until, attempts = 0, problem = @problem WHERE seq = @Seq", new { message.Seq, until, problem }));
            return;
        }

        store.Do(connection => Redeliveries.Ask(connection, message, media, clock.Milliseconds()));
        bells.Events.Ring();
    }

    private void TryAgain(Message message, string problem, TimeSpan? after)
    {
        var attempts = message.Attempts + 1;
        if (attempts >= MostAttempts)
        {
            Stop(message, $"{problem} It was tried {attempts} times.");
            return;
        }

        var wait = after ?? (_firstWait * Math.Pow(2, message.Attempts));
        store.Do(connection => connection.Execute(
            "UPDATE message SET attempts = @attempts, problem = @problem, due = @Due WHERE seq = @Seq",
            new { message.Seq, attempts, problem, Due = clock.Milliseconds() + (long)wait.TotalMilliseconds }));
    }

    private static string Words(SealFlaw flaw) => flaw switch
    {
        SealFlaw.Length => "So many bytes as came are no sealed media.",
        SealFlaw.SealedDigest => "The bytes that came are not those that the message tells of by its file_enc_sha256.",
        SealFlaw.Mac => "The bytes that came were not sealed under the message's media_key for its kind.",
        SealFlaw.Padding => "The bytes that came were sealed wrongly: their padding does not hold.",
        SealFlaw.PlainDigest => "The bytes that came hold something else than the message tells of by its file_sha256.",
        _ => throw new ArgumentOutOfRangeException(nameof(flaw), flaw, null),
    };

    private void Stop(Message message, string problem) => store.Do(connection => connection.Execute(
        "UPDATE message SET due = NULL, attempts = 0, problem = @problem WHERE seq = @Seq", new { message.Seq, problem }));
}
