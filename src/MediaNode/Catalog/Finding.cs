namespace MediaNode.Catalog;

/// <summary>Something that is not as the catalogue has it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">The id of the media, or the file below the volume.</param>
/// <param name="What">In words.</param>
/// <param name="IsMended">Whether it is as it should be by now.</param>
internal readonly record struct Finding(FindingKind Kind, string Subject, string What, bool IsMended = false);

/// <summary>What can be found. The numbers are in the database: never change one.</summary>
internal enum FindingKind
{
    /// <summary>A media without its file.</summary>
    Missing = 0,

    /// <summary>A file that has not the length or the digest of its media.</summary>
    Damaged = 1,

    /// <summary>A file that the disk does not give; nothing was changed.</summary>
    Unreadable = 2,

    /// <summary>A rendition whose bytes are gone or wrong: dropped, and made again when it is wanted.</summary>
    Rendition = 3,

    /// <summary>A file that no row knows.</summary>
    Orphan = 4,

    /// <summary>A media that was missing or damaged and is there again.</summary>
    Returned = 5,

    /// <summary>What no node put there: no file, or one whose name is no id. It is never touched.</summary>
    Strange = 6,
}

/// <summary>How often something was found in a pass, and the first of them.</summary>
internal sealed record FindingTally(FindingKind Kind, long Count, long Mended, IReadOnlyList<Finding> First);

/// <summary>The kinds by their names on the wire.</summary>
internal static class FindingKinds
{
    public static readonly IReadOnlyList<FindingKind> All =
    [
        FindingKind.Missing, FindingKind.Damaged, FindingKind.Unreadable, FindingKind.Rendition, FindingKind.Orphan, FindingKind.Returned, FindingKind.Strange,
    ];

    extension(FindingKind kind)
    {
        public string Name => kind switch
        {
            FindingKind.Missing => "missing",
            FindingKind.Damaged => "damaged",
            FindingKind.Unreadable => "unreadable",
            FindingKind.Rendition => "rendition",
            FindingKind.Orphan => "orphan",
            FindingKind.Returned => "returned",
            _ => "strange",
        };
    }
}
