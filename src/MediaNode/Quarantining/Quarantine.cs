using System.Collections.Concurrent;
using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Telemetry;

namespace MediaNode.Quarantining;

/// <summary>Whether content is blocked, and why: the one place that every room asks.</summary>
/// <remarks>
/// Who asks looks into memory, where the digests are, 32 bytes each; only of what is blocked the row is read. A digest is in memory before
/// it is in the table and leaves it later, so that nothing slips by in between, and where a row of a media or a message is made the same
/// write asks the table once more. With several nodes on one database that second question holds for all of them; their memory follows by
/// reading the table anew now and then.
/// </remarks>
internal sealed partial class Quarantine
{
    private static readonly Dictionary<DigestKey, QuarantinedDigest> _none = [];

    private readonly ConcurrentDictionary<DigestKey, QuarantinedDigest?> _blocked;
    private readonly ConcurrentDictionary<Passage, bool> _passages = new();
    private readonly QuarantineCatalog _catalog;
    private readonly NodeMetrics _metrics;
    private readonly ILogger<Quarantine> _logger;
    private int _count;

    public Quarantine(QuarantineCatalog catalog, NodeMetrics metrics, ILogger<Quarantine> logger)
    {
        (_catalog, _metrics, _logger) = (catalog, metrics, logger);
        _blocked = new(catalog.Blocking().Select(digest => KeyValuePair.Create(DigestKey.Of(digest), (QuarantinedDigest?)null)));
        _count = _blocked.Count;
    }

    /// <summary>How many digests are blocked.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsEmpty => Count == 0;

    public bool Blocks(ReadOnlySpan<byte> digest) => !IsEmpty && _blocked.ContainsKey(DigestKey.Of(digest));

    /// <summary>For one who shows it: nothing is refused.</summary>
    /// <returns>Null when the content is not in quarantine.</returns>
    public QuarantinedDigest? Of(byte[] digest)
    {
        if (IsEmpty || !_blocked.TryGetValue(DigestKey.Of(digest), out var coming))
        {
            return null;
        }

        var row = coming ?? _catalog.Find(digest);
        return row is { IsBlocked: true } ? row : null;
    }

    /// <summary>The same of many contents at once.</summary>
    public IReadOnlyDictionary<DigestKey, QuarantinedDigest> Of(IEnumerable<byte[]> digests)
    {
        var blocked = IsEmpty ? [] : digests.Where(digest => Blocks(digest)).DistinctBy(digest => DigestKey.Of(digest)).ToList();
        return blocked.Count == 0 ? _none : _catalog.Find(blocked).Where(row => row.IsBlocked).ToDictionary(row => DigestKey.Of(row.Digest));
    }

    /// <summary>For one who is about to do something with the content. A no is counted and logged.</summary>
    /// <param name="digest">Of the content.</param>
    /// <param name="what">What would be done: see <see cref="RefusedWhat"/>.</param>
    /// <param name="subject">To which media or message, for the log.</param>
    /// <returns>Why it is not to be done; null when it may be.</returns>
    public Refusal? WhyNot(byte[] digest, string what, string subject)
    {
        if (Of(digest) is not { } blocked)
        {
            return null;
        }

        _metrics.Quarantined(what);
        Log.Refused(_logger, what, subject, Convert.ToHexStringLower(digest));
        return WordsOf(blocked);
    }

    /// <summary>What those are told whom it concerns.</summary>
    public static Refusal WordsOf(QuarantinedDigest blocked) => Problem.MediaQuarantined.Because(string.Create(
        CultureInfo.InvariantCulture,
        $"The content is in quarantine since {blocked.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: {Sentence(blocked.Reason)} Its SHA-256 is {Convert.ToHexStringLower(blocked.Digest)}."));

    /// <summary>What is told of a message that fails for it.</summary>
    public static MessageError ErrorOf(Refusal why) => new(Problem.InternalError.Code, Problem.InternalError.Title, why.Details);

    /// <summary>Something goes out. To be entered before it is looked whether it may: a block waits for what had entered, and finds out what had not.</summary>
    public Passage Enter(IEnumerable<MediaId?> media)
    {
        var passage = new Passage(media, left => _passages.TryRemove(left, out _));
        _passages[passage] = true;
        // Neither who enters nor who blocks may look before the other can see him.
        Interlocked.MemoryBarrier();
        return passage;
    }

    /// <summary>What is going out at this moment.</summary>
    public IReadOnlyList<Passage> Passages
    {
        get
        {
            Interlocked.MemoryBarrier();
            return [.. _passages.Keys];
        }
    }

    /// <summary>Blocks in memory what is about to be blocked in the table. Whoever changes one changes both, and nobody else does meanwhile.</summary>
    public void Add(QuarantinedDigest coming)
    {
        if (_blocked.TryAdd(DigestKey.Of(coming.Digest), coming))
        {
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>Takes up what the table has of a digest now.</summary>
    public void Follow(byte[] digest, bool isBlocked)
    {
        var key = DigestKey.Of(digest);
        if (isBlocked)
        {
            _blocked[key] = null;
        }
        else
        {
            _blocked.TryRemove(key, out _);
        }

        Volatile.Write(ref _count, _blocked.Count);
    }

    private static string Sentence(string reason) => reason[^1] is '.' or '!' or '?' ? reason : reason + ".";

    private static partial class Log
    {
        [LoggerMessage(6301, LogLevel.Warning, "Content in quarantine was refused: {What} {Subject}, SHA-256 {Digest}.")]
        public static partial void Refused(ILogger logger, string what, string subject, string digest);
    }
}
