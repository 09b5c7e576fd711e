using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Admin;

/// <summary>How deposits and the ledger of a media stand in an answer.</summary>
internal static class LedgerWire
{
    public static void WriteDeposits(Utf8JsonWriter json, IReadOnlyList<Deposit> deposits, DateTimeOffset now)
    {
        json.WriteStartArray("deposits");
        foreach (var deposit in deposits)
        {
            json.WriteStartObject();
            json.WriteString("id", deposit.Id);
            json.WriteString("kind", deposit.Rendition.Kind);
            json.WriteString("policy", deposit.Rendition.Policy);
            json.WriteString("state", NameOf(deposit, now));
            json.WriteString("handle", deposit.DirectPath);
            json.WriteString("url", deposit.Url);
            Write(json, "lodged_at", deposit.LodgedAt);
            Write(json, "expires_at", deposit.ExpiresAt);
            json.WriteNumber("lodgings", deposit.Lodgings);
            json.WriteNumber("length", deposit.Length);
            json.WriteString("digest", Convert.ToHexStringLower(deposit.Digest));
            if (deposit.SealedDigest is { } digest)
            {
                json.WriteNumber("sealed_length", deposit.SealedLength);
                json.WriteString("sealed_digest", Convert.ToHexStringLower(digest));
            }

            if (deposit.Attempts > 0)
            {
                json.WriteNumber("attempts", deposit.Attempts);
                json.WriteString("reason", deposit.Reason);
                json.WriteString("next_attempt_at", deposit.DueAt);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="json">Where to.</param>
    /// <param name="page">Messages that brought the media, in their order.</param>
    /// <param name="redeliveries">Who of them asked again.</param>
    /// <param name="full">Whether the page is as long as it may be, so that there may be another.</param>
    public static void WriteLedger(Utf8JsonWriter json, IReadOnlyList<Message> page, ILookup<string, RedeliveryRow> redeliveries, bool full)
    {
        json.WriteStartArray("ledger");
        foreach (var message in page)
        {
            json.WriteStartObject();
            json.WriteString("message_id", message.Id);
            json.WriteString("to", message.Recipient);
            json.WriteString("type", message.Type);
            json.WriteString("status", message.State.Name);
            json.WriteString("deposit", message.DepositId);
            json.WriteString("accepted_at", message.AcceptedAt);
            Write(json, "sent_at", message.SentAt);
            Write(json, "delivered_at", message.DeliveredAt);
            Write(json, "read_at", message.ReadAt);
            Write(json, "downloaded_at", message.DownloadedAt);
            Write(json, "failed_at", message.FailedAt);
            WriteError(json, message.Error);
            WriteRedeliveries(json, redeliveries[message.Id]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (full)
        {
            json.WriteNumber("ledger_next", page[^1].Seq);
        }
        else
        {
            json.WriteNull("ledger_next");
        }
    }

    private static void WriteError(Utf8JsonWriter json, MessageError? error)
    {
        if (error is null)
        {
            return;
        }

        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteNumber("code", error.Code);
        json.WriteString("title", error.Title);
        json.WriteString("details", error.Details);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteRedeliveries(Utf8JsonWriter json, IEnumerable<RedeliveryRow> redeliveries)
    {
        json.WriteStartArray("redeliveries");
        foreach (var redelivery in redeliveries)
        {
            json.WriteStartObject();
            json.WriteString("requested_at", DateTimeOffset.FromUnixTimeMilliseconds(redelivery.RequestedAt));
            if (redelivery.AnsweredAt is { } answered)
            {
                json.WriteString("answered_at", DateTimeOffset.FromUnixTimeMilliseconds(answered));
            }

            json.WriteString("answer", redelivery.Outcome switch
            {
                null => null,
                1 => "success",
                2 => "not-found",
                3 => "decryption-error",
                _ => "general-error",
            });
            json.WriteString("handle", redelivery.DirectPath);
            json.WriteNumber("attempts", redelivery.Attempts);
            json.WriteString("reason", redelivery.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string NameOf(Deposit deposit, DateTimeOffset now) => deposit.State switch
    {
        DepositState.Gone => "gone",
        DepositState.Lodged when deposit.ExpiresAt <= now => "expired",
        DepositState.Lodged => "lodged",
        _ => "lodging",
    };
}
