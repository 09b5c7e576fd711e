using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNode.Formats.Limits;

namespace MediaNode.Catalog;

/// <summary>A row of <c>messages</c> as SQLite gives it.</summary>
internal sealed record MessageRow
{
    public const string Columns =
        "seq Seq, id Id, recipient Recipient, type Type, content Content, preview_url PreviewUrl, media_id MediaId, kind Kind, "
        + "deposit_id DepositId, state State, revision Revision, due_at DueAt, attempts Attempts, accepted_at AcceptedAt, ready_at ReadyAt, "
        + "sent_at SentAt, delivered_at DeliveredAt, read_at ReadAt, downloaded_at DownloadedAt, failed_at FailedAt, error Error, link_id LinkId, "
        + "link_wish LinkWish";

    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public string Recipient { get; init; } = "";

    public string Type { get; init; } = "";

    public string Content { get; init; } = "";

    public long PreviewUrl { get; init; }

    public string? MediaId { get; init; }

    public string? Kind { get; init; }

    public string? DepositId { get; init; }

    public long State { get; init; }

    public long Revision { get; init; }

    public long DueAt { get; init; }

    public long Attempts { get; init; }

    public long AcceptedAt { get; init; }

    public long? ReadyAt { get; init; }

    public long? SentAt { get; init; }

    public long? DeliveredAt { get; init; }

    public long? ReadAt { get; init; }

    public long? DownloadedAt { get; init; }

    public long? FailedAt { get; init; }

    public string? Error { get; init; }

    public long? LinkId { get; init; }

    public long LinkWish { get; init; }

    public Message ToMessage() => new()
    {
        Seq = Seq,
        Id = Id,
        Recipient = Recipient,
        Type = Type,
        Content = Content,
        PreviewUrl = PreviewUrl != 0,
        MediaId = MediaId is null ? null : new MediaId(Guid.ParseExact(MediaId, "D")),
        Kind = Kinds.Find(Kind),
        DepositId = DepositId,
        State = (MessageState)State,
        Revision = Revision,
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(DueAt),
        Attempts = (int)Attempts,
        AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(AcceptedAt),
        ReadyAt = Time(ReadyAt),
        SentAt = Time(SentAt),
        DeliveredAt = Time(DeliveredAt),
        ReadAt = Time(ReadAt),
        DownloadedAt = Time(DownloadedAt),
        FailedAt = Time(FailedAt),
        Error = Error is null ? null : ReadError(Error),
        LinkId = LinkId,
        LinkWish = (LinkWish)LinkWish,
    };

    public static string Write(MessageError error) => JsonSerializer.Serialize(error, MessageErrorJson.Default.MessageError);

    public static MessageError? ReadError(string json) => JsonSerializer.Deserialize(json, MessageErrorJson.Default.MessageError);

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MessageError))]
internal sealed partial class MessageErrorJson : JsonSerializerContext;
