using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;

namespace MediaNode.Messages;

/// <summary>Writes the steps of a message, each with its time.</summary>
internal static class StoryWire
{
    public static void Write(Utf8JsonWriter json, Message message, Story story)
    {
        json.WriteStartArray("steps");
        WriteStep(json, "accepted", message.AcceptedAt);
        WriteStep(json, "ready", message.ReadyAt, () => WriteWait(json, message, story));
        WriteStep(json, "sent", message.SentAt);
        WriteStep(json, "delivered", message.DeliveredAt);
        WriteStep(json, "read", message.ReadAt);
        WriteStep(json, "downloaded", message.DownloadedAt);
        WriteStep(json, "failed", message.FailedAt, () =>
        {
            if (message.Error is { } error)
            {
                json.WriteStartObject("error");
                WriteError(json, error);
                json.WriteEndObject();
            }
        });
        json.WriteEndArray();
        if (story.WaitingFor is { } waiting)
        {
            json.WriteString("waiting_for", waiting);
        }

        if (story.Link is { } link)
        {
            json.WriteStartObject("link");
            json.WriteString("url", link.Url);
            if (link.Provider is { } provider)
            {
                json.WriteString("provider", provider);
            }

            json.WriteString("state", link.State);
            json.WriteNumber("attempts", link.Attempts);
            json.WriteEndObject();
        }

        json.WriteStartArray("attempts");
        foreach (var attempt in story.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("at", attempt.At);
            json.WriteString("reason", attempt.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (message.Error is { } failure)
        {
            json.WriteStartArray("errors");
            json.WriteStartObject();
            WriteError(json, failure);
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    private static void WriteStep(Utf8JsonWriter json, string step, DateTimeOffset? at, Action? more = null)
    {
        if (at is not { } time)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("step", step);
        json.WriteString("at", time);
        more?.Invoke();
        json.WriteEndObject();
    }

    private static void WriteWait(Utf8JsonWriter json, Message message, Story story)
    {
        if (message is not { DepositId: { } deposit, Kind: { } kind } || message.ReadyAt == message.AcceptedAt)
        {
            return;
        }

        json.WriteStartObject("waited_for");
        if (story.RenditionMadeAt is { } made)
        {
            json.WriteStartObject("rendition");
            json.WriteString("kind", Kinds.NameOf(kind));
            json.WriteString("made_at", made);
            json.WriteEndObject();
        }

        json.WriteStartObject("deposit");
        json.WriteString("id", deposit);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, MessageError error)
    {
        json.WriteNumber("code", error.Code);
        json.WriteString("title", LinkError.Shown(error.Title));
        if (error.Details is { } details)
        {
            json.WriteString("details", details);
        }
    }
}
