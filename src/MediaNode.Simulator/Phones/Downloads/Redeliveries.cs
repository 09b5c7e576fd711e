using Dapper;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>A media that is gone from the servers is asked for again, and the answer is looked at.</summary>
internal static class Redeliveries
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _longestPause = TimeSpan.FromDays(1);

    /// <summary>When the node may be asked once more by the phone itself; a sender that names only paths that lead nowhere is not asked on and on.</summary>
    /// <returns>Milliseconds; null when the path is not an answer, so that there is nothing to wait for.</returns>
    public static long? PauseUntil(Message message)
    {
        if (message.Redelivered == 0)
        {
            return null;
        }

        var pause = _firstPause * Math.Pow(2, Math.Min(message.Redelivered, 20) - 1);
        return message.AskedAt + (long)(pause < _longestPause ? pause : _longestPause).TotalMilliseconds;
    }

    /// <summary>Asks the node, unless it has been asked.</summary>
    public static void Ask(SqliteConnection connection, Message message, WantedMedia media, long now)
    {
        var note = new RedeliveryRequest(message.Id).Seal(media.Key);
        var asked = connection.Execute(
            """
            UPDATE message SET state = 'requested', asked_at = @now, due = NULL, attempts = 0, problem = NULL
            WHERE seq = @Seq AND state = 'waiting'
            """,
            new { now, message.Seq });
        if (asked == 0)
        {
            return;
        }

        EventLog.Append(connection, message.Number, now, writer =>
        {
            writer.WriteString("type"u8, "media_retry"u8);
            writer.WriteString("message_id"u8, message.Id);
            writer.WriteString("from"u8, message.WaId);
            writer.WriteBase64String("enc_p"u8, note.Payload.Span);
            writer.WriteBase64String("enc_iv"u8, note.Iv.Span);
            writer.WriteString("timestamp"u8, Instant.ToText(now));
        });
    }

    /// <summary>Takes the answer to a request. The first counts; what nobody asked for is ignored.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="message">Which message it is about.</param>
    /// <param name="note">The sealed answer; null when there is only a number.</param>
    /// <param name="code">The number, when there is no note.</param>
    /// <param name="now">When.</param>
    public static void Answer(SqliteConnection connection, Message message, RedeliveryNote? note, ulong code, long now)
    {
        if (message.State != "requested")
        {
            return;
        }

        var media = WantedMedia.Of(message);
        if (note is null)
        {
            End(connection, message, RedeliveryAnswer.OutcomeOf(code));
            return;
        }

        switch (RedeliveryAnswer.Open(note, media.Key, message.Id))
        {
            case NoteResult<RedeliveryAnswer>.Refused(var flaw):
                Stop(connection, message, "waiting", $"The answer to the re-request cannot be trusted: {flaw}");
                break;
            case NoteResult<RedeliveryAnswer>.Opened({ Outcome: RedeliveryOutcome.Success, DirectPath: { } path }) when path.StartsWith('/'):
                connection.Execute(
                    """
                    UPDATE message SET state = 'waiting', problem = NULL, due = @now, attempts = 0, redelivered = redelivered + 1,
                        direct_path = @path, url = @Url
                    WHERE seq = @Seq
                    """,
                    new { message.Seq, now, path, Url = media.UrlOf(path) });
                break;
            case NoteResult<RedeliveryAnswer>.Opened(var answer):
                End(connection, message, answer.Outcome);
                break;
        }
    }

    private static void End(SqliteConnection connection, Message message, RedeliveryOutcome outcome)
    {
        if (outcome == RedeliveryOutcome.NotFound)
        {
            Stop(connection, message, "unavailable", null);
            return;
        }

        var what = outcome == RedeliveryOutcome.Success ? "Success without a path" : outcome.ToString();
        Stop(connection, message, "waiting", $"The sender answered the re-request: {what}");
    }

    private static void Stop(SqliteConnection connection, Message message, string state, string? problem) => connection.Execute(
        "UPDATE message SET state = @state, problem = @problem, due = NULL WHERE seq = @Seq", new { message.Seq, state, problem });
}
