using MediaNode.Formats.Sealing;

namespace MediaNode.Catalog;

/// <summary>The media of a user's message.</summary>
internal sealed record InboundMediaRow
{
    public const string Columns =
        "message_id MessageId, media_id MediaId, kind Kind, type Type, caption Caption, filename FileName, url Url, direct_path DirectPath, "
        + "media_key WrappedKey, digest Digest, sealed_digest SealedDigest, length Length, state State, revision Revision, due_at DueAt, "
        + "attempts Attempts, asks Asks, wanted_at WantedAt, reason Reason, content Content, error Error, found Found, asked_at AskedAt, "
        + "answer_p AnswerPayload, answer_iv AnswerIv, answer_code AnswerCode, fetched_at FetchedAt";

    public string MessageId { get; init; } = "";

    /// <summary>A UUID; of a media in the catalogue once it is here.</summary>
    public string MediaId { get; init; } = "";

    /// <summary>The name of its kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>A media type, whatever the bytes are.</summary>
    public string Type { get; init; } = "";

    public string? Caption { get; init; }

    public string? FileName { get; init; }

    public string? Url { get; init; }

    /// <summary>Null, as the key, the digests and the length, when the description could not be read.</summary>
    public string? DirectPath { get; init; }

    public byte[]? WrappedKey { get; init; }

    public byte[]? Digest { get; init; }

    public byte[]? SealedDigest { get; init; }

    /// <summary>Bytes.</summary>
    public long? Length { get; init; }

    public long State { get; init; }

    public long Revision { get; init; }

    /// <summary>Milliseconds since 1970, as the other times.</summary>
    public long DueAt { get; init; }

    public long Attempts { get; init; }

    public long Asks { get; init; }

    public long WantedAt { get; init; }

    public string? Reason { get; init; }

    /// <summary>JSON: what stands under the type of the message in a webhook.</summary>
    public string Content { get; init; } = "{}";

    /// <summary>A <see cref="MessageError"/> as JSON.</summary>
    public string? Error { get; init; }

    /// <summary>What its header says it is; null until it is here.</summary>
    public string? Found { get; init; }

    public long? AskedAt { get; init; }

    public byte[]? AnswerPayload { get; init; }

    public byte[]? AnswerIv { get; init; }

    public long? AnswerCode { get; init; }

    public long? FetchedAt { get; init; }

    public InboundState Standing => (InboundState)State;

    /// <summary>What the sender answered, sealed; null when there is none, or only a number.</summary>
    public RedeliveryNote? Answer => AnswerIv is { } iv && AnswerPayload is { } payload ? new RedeliveryNote(iv, payload) : null;
}

/// <summary>Where a user's media stands. The numbers are in the database: never change one.</summary>
internal enum InboundState
{
    /// <summary>To be fetched.</summary>
    Waiting = 0,

    /// <summary>Its bytes and its row are durable; its last step is missing.</summary>
    Landed = 1,

    /// <summary>Here.</summary>
    Fetched = 2,

    /// <summary>Gone from the servers; its sender was asked for it.</summary>
    Asked = 3,

    /// <summary>Not here, and nobody is at it; <c>GET /v1/media/ID/download</c> begins again.</summary>
    Undownloaded = 4,

    /// <summary>It was deleted, and its key forgotten.</summary>
    Forgotten = 5,
}

/// <summary>The states by their names on the wire.</summary>
internal static class InboundStates
{
    public static readonly IReadOnlyList<InboundState> All = Enum.GetValues<InboundState>();

    extension(InboundState state)
    {
        public string Name => state switch
        {
            InboundState.Waiting or InboundState.Landed => "fetching",
            InboundState.Fetched => "downloaded",
            InboundState.Asked => "asked",
            InboundState.Undownloaded => "undownloaded",
            _ => "deleted",
        };
    }
}

/// <summary>A sender answered who was asked for a media again.</summary>
/// <param name="MessageId">Which.</param>
/// <param name="From">Who.</param>
/// <param name="Payload">Sealed; null for an answer in the open.</param>
/// <param name="Iv">With it.</param>
/// <param name="Code">The answer in the open: <see cref="RedeliveryOutcome"/>.</param>
internal sealed record MediaAnswerRow(string MessageId, string From, byte[]? Payload, byte[]? Iv, int? Code);
