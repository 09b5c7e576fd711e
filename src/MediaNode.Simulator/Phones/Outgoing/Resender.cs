using Dapper;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Phones.Downloads;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>Phones upload again what nodes asked for, and say so. The rows are the queue: one leaves it in the transaction of its answer.</summary>
internal sealed partial class Resender(
    SimulatorStore store, Lodging lodging, ContentFiles files, Bells bells, TimeProvider clock, ILogger<Resender> log) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                // A full disk, say. The row is as it was, and is tried again. Thrown on, it would end the simulator.
                Failed(log, failed);
                await Task.Delay(_pause, TurnableClock.Machine, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        var ring = bells.Resends.Next;
        var (resend, message) = store.Do(connection =>
            Resend.Next(connection) is { } next ? (next, Message.FindOf(connection, next.Number, next.MessageId)) : default);
        if (resend is null)
        {
            await ring.OrAsync(null, clock, stopping);
            return;
        }

        if (message is null)
        {
            store.Do(resend.End);
            return;
        }

        var (answer, lodged) = await AnswerAsync(resend, message, stopping);
        store.Do(connection =>
        {
            resend.End(connection);
            Tell(connection, message, answer, lodged);
        });
        bells.Events.Ring();
    }

    private async Task<(RedeliveryOutcome Outcome, Lodged? Lodged)> AnswerAsync(Resend resend, Message message, CancellationToken stopping)
    {
        if (!resend.Opened)
        {
            return (RedeliveryOutcome.DecryptionError, null);
        }

        await using var file = message.Digest is { } digest ? files.Open(digest) : null;
        if (file is null)
        {
            return (RedeliveryOutcome.NotFound, null);
        }

        var media = WantedMedia.Of(message);
        return await lodging.LodgeAsync(file, media.Key, media.Kind, media.Digests, new Uri(media.Url).GetLeftPart(UriPartial.Authority), stopping) is { } lodged
            ? (RedeliveryOutcome.Success, lodged)
            : (RedeliveryOutcome.GeneralError, null); // Its file is not what was sent.
    }

    // One who cannot open the request has no key that the other side would know; one without the media says only so.
    private void Tell(SqliteConnection connection, Message message, RedeliveryOutcome outcome, Lodged? lodged)
    {
        var now = clock.Milliseconds();
        var note = lodged is null ? null : new RedeliveryAnswer(message.Id, outcome, lodged.DirectPath).Seal(WantedMedia.Of(message).Key);
        EventLog.Append(connection, message.Number, now, writer =>
        {
            writer.WriteString("type"u8, "media_retry_answer"u8);
            writer.WriteString("message_id"u8, message.Id);
            writer.WriteString("from"u8, message.WaId);
            if (note is null)
            {
                writer.WriteNumber("error"u8, (int)outcome);
            }
            else
            {
                writer.WriteBase64String("enc_p"u8, note.Payload.Span);
                writer.WriteBase64String("enc_iv"u8, note.Iv.Span);
            }

            writer.WriteString("timestamp"u8, Instant.ToText(now));
        });
        if (lodged is not null)
        {
            connection.Execute(
                "UPDATE message SET url = @Url, direct_path = @DirectPath WHERE seq = @Seq", new { lodged.Url, lodged.DirectPath, message.Seq });
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A media could not be uploaded again; tried again in a second.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
