namespace MediaNode.Catalog;

/// <summary>A media as whoever forgets looks at it.</summary>
internal sealed record KeptMedia
{
    public required MediaId Id { get; init; }

    public required string Type { get; init; }

    public required MediaOrigin Origin { get; init; }

    /// <summary>Bytes, those of its renditions and thumbnails included.</summary>
    public required long Length { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PinnedAt { get; init; }

    /// <summary>When whoever brought it wanted it gone.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a message last named it.</summary>
    public DateTimeOffset? NamedAt { get; init; }

    /// <summary>When it was last sent to somebody, or was accepted for it; messages that failed do not count.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Whether somebody asked for it again, and is not answered yet.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>Whether the business has not acknowledged yet what it was told of it.</summary>
    public bool IsUntold { get; init; }

    /// <summary>As the original counts it: an id that is used in a message begins its time anew.</summary>
    public DateTimeOffset UsedAt => NamedAt > CreatedAt ? NamedAt.Value : CreatedAt;
}
