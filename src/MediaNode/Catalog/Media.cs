namespace MediaNode.Catalog;

/// <summary>One uploaded, fetched or received object and its life.</summary>
internal sealed record Media
{
    public required MediaId Id { get; init; }

    /// <summary>The media type as whoever it came from called it, parameters and all.</summary>
    public required string Type { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of the bytes as they were received.</summary>
    public required byte[] Digest { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public MediaState State { get; init; } = MediaState.Stored;

    public MediaOrigin Origin { get; init; } = MediaOrigin.Uploaded;

    /// <summary>When whoever brought it wants it gone; null when the rules alone say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is kept whatever the rules say; null when it is not.</summary>
    public DateTimeOffset? PinnedAt { get; init; }
}

/// <summary>Where a media came from. The numbers are in the database: never change one.</summary>
internal enum MediaOrigin
{
    /// <summary>The business uploaded it.</summary>
    Uploaded = 0,

    /// <summary>Fetched from a link that a message named.</summary>
    Fetched = 1,

    /// <summary>A user sent it.</summary>
    Received = 2,
}

/// <summary>The origins by their names on the wire.</summary>
internal static class MediaOrigins
{
    public static readonly IReadOnlyList<MediaOrigin> All = [MediaOrigin.Uploaded, MediaOrigin.Fetched, MediaOrigin.Received];

    extension(MediaOrigin origin)
    {
        public string Name => origin switch
        {
            MediaOrigin.Uploaded => "upload",
            MediaOrigin.Fetched => "link",
            _ => "incoming",
        };
    }
}

/// <summary>Where a media stands. The numbers are in the database: never change one.</summary>
internal enum MediaState
{
    /// <summary>The bytes are on the volume.</summary>
    Stored = 0,

    /// <summary>The file was gone when it was last asked for; it may come back.</summary>
    Missing = 1,

    /// <summary>The bytes no longer have the digest.</summary>
    Damaged = 2,

    /// <summary>Being deleted: not offered any more, the bytes may still be there.</summary>
    Deleting = 3,
}

/// <summary>The states by their names on the wire.</summary>
internal static class MediaStates
{
    public static readonly IReadOnlyList<MediaState> Offered = [MediaState.Stored, MediaState.Missing, MediaState.Damaged];

    extension(MediaState state)
    {
        public string Name => state switch
        {
            MediaState.Stored => "stored",
            MediaState.Missing => "missing",
            MediaState.Damaged => "damaged",
            _ => "deleting",
        };
    }
}
