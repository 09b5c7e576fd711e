namespace MediaNode.Backups;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Finding"><c>missing</c>, <c>damaged</c>, or <c>rendition</c>, which is made again by itself.</param>
/// <param name="File">Which file.</param>
/// <param name="What">In words.</param>
internal sealed record BackupFinding(string Finding, string File, string What)
{
    public const string Missing = "missing";
    public const string Damaged = "damaged";
    public const string Rendition = "rendition";
}

/// <summary>What was found: how much, and the first of it by name.</summary>
internal sealed class BackupFindings
{
    private const int MostNamed = 100;

    private readonly List<BackupFinding> _first = [];

    public IReadOnlyList<BackupFinding> First => _first;

    public long Missing { get; private set; }

    public long Damaged { get; private set; }

    public long Renditions { get; private set; }

    /// <summary>Whether nothing was found but what mends itself.</summary>
    public bool IsSound => Missing + Damaged == 0;

    public void Add(BackupFinding finding)
    {
        switch (finding.Finding)
        {
            case BackupFinding.Missing:
                Missing++;
                break;
            case BackupFinding.Damaged:
                Damaged++;
                break;
            default:
                Renditions++;
                break;
        }

        if (_first.Count < MostNamed)
        {
            _first.Add(finding);
        }
    }
}
