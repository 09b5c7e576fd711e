namespace MediaNode.Catalog;

/// <summary>One pass over what is stored.</summary>
internal sealed record Pass
{
    public long Id { get; init; }

    public PassKind Kind { get; init; }

    /// <summary>Whether an operator asked for it; else the clock did.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>Whether it reads no byte.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether what nobody knows is removed, and what was damaged and is sound again offered.</summary>
    public bool Fixes { get; init; }

    /// <summary>Whether what nobody knows in <c>outgoing/</c> becomes media.</summary>
    public bool Adopts { get; init; }

    /// <summary>Whether it goes on where suspiciously much is gone.</summary>
    public bool IsForced { get; init; }

    /// <summary>Milliseconds since 1970, as the other time.</summary>
    public long StartedAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>0 media, 1 renditions, then the files of each folder.</summary>
    public long Part { get; init; }

    /// <summary>The last of this part that was looked at; empty at the beginning.</summary>
    public string After { get; init; } = "";

    /// <summary>Rows and files that were looked at.</summary>
    public long Looked { get; init; }

    /// <summary>Bytes that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it ended early, in words; null when it did not.</summary>
    public string? Fault { get; init; }
}

/// <summary>What a pass is for. The numbers are in the database: never change one.</summary>
internal enum PassKind
{
    Scrub = 0,
    Reconcile = 1,
}
