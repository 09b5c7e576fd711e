namespace MediaNode.Reconciling;

/// <summary>How far an import, or a rehearsal of one, has come.</summary>
internal sealed class ImportReport(string path, bool dryRun, DateTimeOffset startedAt)
{
    private const int MostListed = 100;

    private readonly Lock _lock = new();
    private readonly List<ImportedFile> _first = [];
    private readonly List<ImportedFile> _refusals = [];
    private ImportTally _tally = new(0, 0, 0, 0, null, null);

    public string Path => path;

    public bool IsDryRun => dryRun;

    public DateTimeOffset StartedAt => startedAt;

    public ImportTally Tally
    {
        get
        {
            lock (_lock)
            {
                return _tally;
            }
        }
    }

    /// <summary>The first that were, or would be, imported, and the first that were refused.</summary>
    public (IReadOnlyList<ImportedFile> First, IReadOnlyList<ImportedFile> Refusals) Listed
    {
        get
        {
            lock (_lock)
            {
                return ([.. _first], [.. _refusals]);
            }
        }
    }

    public void Add(ImportedFile file)
    {
        lock (_lock)
        {
            _tally = file.Outcome switch
            {
                ImportOutcome.Imported => _tally with { Imported = _tally.Imported + 1, Bytes = _tally.Bytes + file.Bytes },
                ImportOutcome.Known => _tally with { Known = _tally.Known + 1 },
                _ => _tally with { Refused = _tally.Refused + 1 },
            };
            var list = file.Outcome == ImportOutcome.Refused ? _refusals : _first;
            if (file.Outcome != ImportOutcome.Known && list.Count < MostListed)
            {
                list.Add(file);
            }
        }
    }

    public void End(DateTimeOffset at, string? fault)
    {
        lock (_lock)
        {
            _tally = _tally with { EndedAt = at, Fault = fault };
        }
    }
}

/// <summary>Files of an import by what became of them, and the bytes of those that came.</summary>
internal sealed record ImportTally(long Imported, long Known, long Refused, long Bytes, DateTimeOffset? EndedAt, string? Fault);

/// <summary>What became, or would become, of a file.</summary>
/// <param name="File">Below the directory that is imported.</param>
/// <param name="Outcome">What.</param>
/// <param name="Id">Of the media; null when it is refused, or minted only as it is imported.</param>
/// <param name="Type">By its content.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="What">Why it is refused; else empty.</param>
internal sealed record ImportedFile(string File, ImportOutcome Outcome, string? Id, string? Type, long Bytes, string What);

internal enum ImportOutcome
{
    Imported,

    /// <summary>There is a media of its id and its digest.</summary>
    Known,
    Refused,
}
