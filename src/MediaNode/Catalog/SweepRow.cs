namespace MediaNode.Catalog;

/// <summary>One pass over all media or messages.</summary>
internal sealed record SweepRow
{
    public long Id { get; init; }

    public SweepKind Kind { get; init; }

    public SweepAsker Asker { get; init; }

    /// <summary>Milliseconds since 1970, as the other time.</summary>
    public long StartedAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>Zero while it goes by the rules; then, while the volume is too full, which of the ever shorter times of disuse.</summary>
    public long Tier { get; init; }

    /// <summary>The last row that was looked at; empty at the beginning.</summary>
    public string After { get; init; } = "";

    /// <summary>Rows that were looked at.</summary>
    public long Looked { get; init; }

    /// <summary>Media or messages that went.</summary>
    public long Forgotten { get; init; }

    /// <summary>Of the media that went, with what was made of them.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it ended early, in words; null when it did not.</summary>
    public string? Fault { get; init; }
}

/// <summary>What is swept. The numbers are in the database: never change one.</summary>
internal enum SweepKind
{
    /// <summary>Media by the rules that are set, and then, where the volume is too full, those unused for longest.</summary>
    Rules = 0,

    /// <summary>Media unused for more than thirty days, as the original's collector does.</summary>
    Media = 1,

    /// <summary>Old messages.</summary>
    Messages = 2,
}

/// <summary>Who wanted it. The numbers are in the database: never change one.</summary>
internal enum SweepAsker
{
    Clock = 0,

    Operator = 1,

    /// <summary>By the original's call: it is told by webhook how it ended.</summary>
    Business = 2,
}

/// <summary>Both by their names on the wire.</summary>
internal static class SweepNames
{
    extension(SweepKind kind)
    {
        public string Name => kind switch
        {
            SweepKind.Rules => "rules",
            SweepKind.Media => "media",
            _ => "messages",
        };
    }

    extension(SweepAsker asker)
    {
        public string Name => asker switch
        {
            SweepAsker.Clock => "clock",
            SweepAsker.Operator => "operator",
            _ => "business",
        };
    }
}
