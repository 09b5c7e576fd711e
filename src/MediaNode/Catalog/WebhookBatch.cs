namespace MediaNode.Catalog;

/// <summary>A body for the receiver of webhooks. It never changes, however often it is sent.</summary>
internal sealed record WebhookBatch
{
    public long Id { get; init; }

    /// <summary>By which the receiver knows it again.</summary>
    public string Delivery { get; init; } = "";

    public byte[] Body { get; init; } = [];

    /// <summary>How many it tells of.</summary>
    public long Events { get; init; }

    /// <summary>When the oldest of them was written, by the node's clock, in milliseconds.</summary>
    public long WrittenAt { get; init; }

    /// <summary>Failed ones.</summary>
    public long Attempts { get; init; }

    /// <summary>When the next attempt may be made, in milliseconds.</summary>
    public long DueAt { get; init; }

    /// <summary>Why the last one failed.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was given up, in milliseconds; null while it is not.</summary>
    public long? DiedAt { get; init; }
}

/// <summary>What waits for the receiver of webhooks.</summary>
/// <param name="Events">Those in open batches as well.</param>
/// <param name="Batches">Open ones.</param>
/// <param name="Dead">Batches that were given up.</param>
/// <param name="Oldest">When the oldest event was written; null when none waits.</param>
internal sealed record WebhookWaiting(long Events, long Batches, long Dead, DateTimeOffset? Oldest);
