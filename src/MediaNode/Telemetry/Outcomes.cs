namespace MediaNode.Telemetry;

/// <summary>What became of one upload.</summary>
internal enum UploadOutcome
{
    Stored,

    /// <summary>We would not have it: no type, wrong form, an empty body.</summary>
    Refused,
    TooLarge,
    ClientGone,
    VolumeFull,

    /// <summary>Too many bytes were in flight already.</summary>
    Overloaded,

    /// <summary>Our own fault.</summary>
    Failed,
}

/// <summary>What became of one request for a media's bytes.</summary>
internal enum DownloadOutcome
{
    Served,

    /// <summary>A range was asked for and served.</summary>
    Partial,
    NotModified,
    NotFound,

    /// <summary>The bytes no longer had their digest, and the answer was broken off.</summary>
    Damaged,

    /// <summary>The client left before the end.</summary>
    Aborted,

    /// <summary>Its content is not given out.</summary>
    Quarantined,
}

/// <summary>What came of one fetch of a link.</summary>
internal enum LinkResult
{
    Fetched,

    /// <summary>The bytes came, and are those that were there.</summary>
    Unchanged,

    /// <summary>The origin said that they are (304), and sent none.</summary>
    NotModified,
    Failed,

    /// <summary>Our own fault: a full volume, say.</summary>
    Postponed,
}

/// <summary>What became of one run of a tool that looks at media or makes them fit.</summary>
internal enum ToolOutcome
{
    Done,

    /// <summary>It ended badly by itself: most often the file was bad.</summary>
    Failed,
    TimedOut,
    LimitReached,

    /// <summary>It is not installed, or may not run without a sandbox.</summary>
    Unavailable,
    Cancelled,
}

/// <summary>What came of one attempt to tell the receiver of webhooks.</summary>
internal enum CallbackResult
{
    /// <summary>It acknowledged.</summary>
    Ok,

    /// <summary>It answered something else.</summary>
    Refused,

    /// <summary>There was no answer.</summary>
    Failed,
}

/// <summary>What came of making a rendition.</summary>
internal enum RenditionResult
{
    /// <summary>The media goes byte for byte.</summary>
    AsIs,
    Mended,

    /// <summary>It cannot be made to fit.</summary>
    Refused,

    /// <summary>It could not be made now.</summary>
    Failed,
}
