namespace MediaNode.Catalog;

/// <summary>Content that is, or was, in quarantine.</summary>
internal sealed record QuarantinedDigest
{
    /// <summary>In the order in which they were blocked first.</summary>
    public long Seq { get; init; }

    /// <summary>SHA-256.</summary>
    public required byte[] Digest { get; init; }

    public required QuarantineSource Source { get; init; }

    /// <summary>In words, of whoever blocked it.</summary>
    public required string Reason { get; init; }

    /// <summary>The operator's name; null when no operator blocked it.</summary>
    public string? By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The media by which it was blocked; null when it was blocked by its digest alone.</summary>
    public string? FromMedia { get; init; }

    /// <summary>Since when it is in quarantine no more; null while it is.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    public string? ReleasedBy { get; init; }

    public bool IsBlocked => ReleasedAt is null;
}

/// <summary>Who blocked it. The numbers are in the database: never change one.</summary>
internal enum QuarantineSource
{
    Operator = 0,
    Scanner = 1,
}

/// <summary>The sources by their names on the wire.</summary>
internal static class QuarantineSources
{
    extension(QuarantineSource source)
    {
        public string Name => source == QuarantineSource.Operator ? "operator" : "scanner";
    }
}

/// <summary>How many media have a content, and their bytes.</summary>
internal sealed record ContentTally(long Media, long Bytes);
