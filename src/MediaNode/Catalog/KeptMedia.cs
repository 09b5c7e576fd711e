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

    /// <summary>When it came, or a message last named it: as the original counts, that begins its time anew.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>The last message that names it; null when there is none any more.</summary>
    public long? LastSeq { get; init; }

    /// <summary>When it was last handed over for somebody; messages that failed do not count.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Whether a message that brings it is still to be sent.</summary>
    public bool IsPending { get; init; }

    /// <summary>Whether somebody asked for it again, and is not answered yet.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>Whether the business has not acknowledged yet what it is told of it.</summary>
    public bool IsUntold { get; init; }

    /// <summary>Whether it was ever lodged with the upstream, or came from there, so that there are keys to forget.</summary>
    public bool HasKeys { get; init; }
}

/// <summary>Some media that may have to go.</summary>
/// <param name="Looked">How many rows were looked at.</param>
/// <param name="Next">Behind which the next page begins; null after the last.</param>
/// <param name="Candidates">Those that are old enough for a closer look.</param>
/// <param name="Seen">What had come by then.</param>
internal sealed record KeptPage(int Looked, MediaId? Next, IReadOnlyList<KeptMedia> Candidates, SeenSoFar Seen);

/// <summary>Up to where it was looked: what comes later may be a reason to keep a media.</summary>
/// <param name="Request">The last request of a recipient for a media again.</param>
/// <param name="Event">The last that the business is to be told.</param>
/// <param name="Batch">The last webhook made of such.</param>
internal sealed record SeenSoFar(long Request, long Event, long Batch);

/// <summary>How long sends keep a media needed.</summary>
/// <param name="AfterSent">For so long after it was handed over a recipient may ask for it again.</param>
/// <param name="BeforeSent">So long after it was accepted a message may still be handed over.</param>
internal sealed record SendTimes(TimeSpan AfterSent, TimeSpan BeforeSent);
