using System.Text.Json.Serialization;

namespace MediaNode.Cli.Quarantines;

/// <summary>Content in quarantine, or once there, as the node tells it and as <c>--json</c> passes it on.</summary>
internal sealed record QuarantinedContent(
    string Digest, string State, string Reason, string Source, string? By, DateTimeOffset At, string? FromMedia,
    DateTimeOffset? ReleasedAt, string? ReleasedBy)
{
    /// <summary>How many have it; only where it is looked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Media { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Bytes { get; init; }

    /// <summary>The media that have it; only where one content is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The last of them, where there are more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}

internal sealed record QuarantinePage(IReadOnlyList<QuarantinedContent> Quarantined, long? Next = null);

internal sealed record QuarantineOrder(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Media,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Digest,
    string Reason);
