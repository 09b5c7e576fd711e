using System.Text.Json;
using Dapper;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>The media of a message on a phone: downloaded, looked at, forgotten.</summary>
internal sealed class DownloadEndpoints(SimulatorStore store, ContentFiles files, Bells bells, TimeProvider clock)
{
    // Whoever asked waits for so long; the download goes on without.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapJson("POST", "/sim/phones/{wa_id}/messages/{id}/download", DownloadAsync);
        routes.MapJson("GET", "/sim/phones/{wa_id}/messages/{id}/content", ContentAsync);
        routes.MapJson("POST", "/sim/phones/{wa_id}/messages/{id}/forget", ForgetAsync);
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var (phone, message) = Find(context);
        if (!message.Incoming)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "The phone has sent this media itself.");
        }

        if (!phone.Online)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "The phone is offline.");
        }

        store.Do(connection => Start(connection, message.Seq));
        bells.Downloads.Ring();
        var until = TurnableClock.Machine.GetUtcNow() + _patience;
        while (true)
        {
            var ring = bells.Settled.Next;
            message = store.Do(connection => Message.FindAt(connection, message.Seq)!);
            var left = until - TurnableClock.Machine.GetUtcNow();
            if (message is not { State: "waiting", Due: not null } || left <= TimeSpan.Zero)
            {
                break;
            }

            await ring.OrAsync(left, TurnableClock.Machine, context.RequestAborted);
        }

        await context.AnswerAsync(StatusCodes.Status200OK, writer =>
        {
            writer.WriteString("state"u8, message.State);
            if (message.Digest is not null)
            {
                writer.WriteString("sha256"u8, message.Digest);
            }

            if (message.Problem is not null)
            {
                writer.WriteString("problem"u8, message.Problem);
            }

        });
    }

    // A request that nobody can answer any more, for its event is forgotten, is no longer outstanding.
    private int Start(SqliteConnection connection, long seq) => connection.Execute(
        """
        UPDATE message SET state = 'waiting', due = 0, attempts = 0, problem = NULL, redelivered = 0
        WHERE seq = @seq AND (state = 'waiting' OR (state = 'requested' AND asked_at <= @Oldest))
        """,
        new { seq, Oldest = clock.Milliseconds() - (long)EventLog.Kept.TotalMilliseconds });

    private async Task ContentAsync(HttpContext context)
    {
        var (_, message) = Find(context);
        await using var file = message.Digest is { } digest ? files.Open(digest) : null;
        if (file is null)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, $"The phone does not have the media: its state is {message.State}.");
        }

        var headers = context.Response.Headers;
        headers.ContentType = MediaTypeOf(message);
        headers.XContentTypeOptions = "nosniff";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileNameOf(message));
        headers.ContentDisposition = disposition.ToString();
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private Task ForgetAsync(HttpContext context)
    {
        var (_, message) = Find(context);
        if (message.Digest is { } digest)
        {
            files.Drop(digest, connection => Forget(connection, message));
        }

        return context.AnswerEmptyAsync();
    }

    // What it has sent it has for all to whom it was sent, and from nobody else.
    private static void Forget(SqliteConnection connection, Message message) => connection.Execute(
        message.Incoming
            ? "UPDATE message SET state = 'waiting', digest = NULL, due = NULL, problem = NULL WHERE seq = @Seq AND state = 'downloaded'"
            : "UPDATE message SET state = 'unavailable', digest = NULL WHERE wa_id = @WaId AND id = @Id AND incoming = 0",
        new { message.Seq, message.WaId, message.Id });

    private (Phone Phone, Message Message) Find(HttpContext context)
    {
        var (phone, message) = MessageEndpoints.Find(store, context);
        return message.Media is not null
            ? (phone, message)
            : throw new RefusedException(StatusCodes.Status409Conflict, $"The message has no media: its type is {message.Type}.");
    }

    // The node says what it is; a header takes only what is well formed.
    private static string MediaTypeOf(Message message)
    {
        using var media = JsonDocument.Parse(message.Media);
        var type = media.RootElement.TextOf("mimetype");
        return MediaTypeHeaderValue.TryParse(type, out _) && type!.All(char.IsAscii) ? type! : "application/octet-stream";
    }

    private static string FileNameOf(Message message)
    {
        using var content = message.ReadContent();
        return content.RootElement.TextOf("filename") is { Length: > 0 } name ? name : $"{message.KindName}-{message.Id}";
    }
}
