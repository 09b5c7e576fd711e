namespace MediaNode.Catalog;

/// <summary>Which rendition: of which media, as which kind, under which policy.</summary>
/// <param name="MediaId">The media.</param>
/// <param name="Kind">The kind's name: <c>image</c>, <c>video</c> …</param>
/// <param name="Policy">The key of the policy. Another policy makes another rendition.</param>
internal readonly record struct RenditionKey(MediaId MediaId, string Kind, string Policy);

/// <summary>A media made to fit one kind, or the reason why there is none.</summary>
internal sealed record Rendition
{
    public required RenditionKey Key { get; init; }

    public required RenditionState State { get; init; }

    /// <summary>The blob in <c>renditions/</c>; null when the media's own bytes are sent, or nothing can be.</summary>
    public Guid? Blob { get; init; }

    /// <summary>A small JPEG in <c>renditions/</c>; null when there is nothing to show.</summary>
    public Guid? Thumbnail { get; init; }

    /// <summary>The media type of what is sent; null unless ready.</summary>
    public string? Type { get; init; }

    /// <summary>Bytes of what is sent.</summary>
    public long Length { get; init; }

    /// <summary>SHA-256 of what is sent; null unless ready.</summary>
    public byte[]? Digest { get; init; }

    /// <summary>What was found and done, as JSON.</summary>
    public string? Receipt { get; init; }

    /// <summary>When it was settled; null before.</summary>
    public DateTimeOffset? MadeAt { get; init; }
}

/// <summary>Where a rendition stands. The numbers are in the database: never change one.</summary>
internal enum RenditionState
{
    /// <summary>Somebody is at it, as long as the lease lasts.</summary>
    Making = 0,

    /// <summary>It can be sent.</summary>
    Ready = 1,

    /// <summary>The media cannot be made to fit: our considered no.</summary>
    Refused = 2,

    /// <summary>It could not be made, by no fault of the media: a tool missing, a deadline. Whoever asks next tries again.</summary>
    Failed = 3,
}

/// <summary>What somebody hears who wants to make a rendition.</summary>
internal abstract record RenditionClaim
{
    private RenditionClaim()
    {
    }

    /// <summary>Go ahead, and finish under this revision.</summary>
    public sealed record Yours(long Revision) : RenditionClaim;

    /// <summary>Another is at it until then, unless it asks for longer.</summary>
    public sealed record Busy(DateTimeOffset Until) : RenditionClaim;

    /// <summary>It is ready, or refused.</summary>
    public sealed record Settled(Rendition Rendition) : RenditionClaim;

    /// <summary>The media is not there any more.</summary>
    public sealed record Gone : RenditionClaim;
}
