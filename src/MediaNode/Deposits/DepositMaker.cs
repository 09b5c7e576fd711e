using System.Collections.Concurrent;
using System.Security.Cryptography;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Upstreams;

namespace MediaNode.Deposits;

/// <summary>Gives deposits: the one there is, or one lodged now; once, however many ask.</summary>
internal sealed partial class DepositMaker : IDeposits, IAsyncDisposable
{
    private static readonly Refusal _interrupted = Problem.Overloaded.Because("It was broken off while content was being blocked. Ask again.");

    private readonly ConcurrentDictionary<string, Depositing> _underWay = new();
    private readonly MediaCatalog _media;
    private readonly RenditionCatalog _renditions;
    private readonly DepositCatalog _deposits;
    private readonly DepositShelf _shelf;
    private readonly DepositSource _source;
    private readonly DepositWork _work;
    private readonly Quarantine _quarantine;
    private readonly ILogger<DepositMaker> _logger;
    private readonly CancellationTokenSource _stopping;

    public DepositMaker(
        MediaCatalog media, RenditionCatalog renditions, DepositCatalog deposits, DepositShelf shelf, DepositSource source, DepositWork work,
        Quarantine quarantine, ILogger<DepositMaker> logger, IHostApplicationLifetime lifetime)
    {
        (_media, _renditions, _deposits, _shelf, _source, _work) = (media, renditions, deposits, shelf, source, work);
        (_quarantine, _logger) = (quarantine, logger);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    }

    public async Task<DepositOutcome> GetAsync(MediaId media, Kind kind, CancellationToken cancellationToken)
    {
        if (_shelf.Known(media, kind) is { } known)
        {
            return WhyNot(_media.Find(media), known.Deposit.Digest) is { } blocked ? new DepositOutcome.Refused(blocked) : new DepositOutcome.Lodged(known);
        }

        return _media.Find(media) is { } row
            ? await ShareAsync($"{media} {Kinds.NameOf(kind)}", row, ended => _work.GetAsync(row, kind, _stopping.Token, ended), cancellationToken)
            : DepositSource.MediaGone;
    }

    public SentMedia? Known(MediaId media, Kind kind) => _shelf.Known(media, kind);

    public ValueTask<SentMedia?> FindAsync(string depositId)
    {
        if (_shelf.Known(depositId) is { } known)
        {
            return ValueTask.FromResult<SentMedia?>(known);
        }

        return ValueTask.FromResult(_deposits.Find(depositId) is { } deposit && _shelf.IsGood(deposit) ? Put(deposit) : null);
    }

    public MediaKey? KeyOf(string depositId)
    {
        try
        {
            return _deposits.Find(depositId) is { } deposit ? _shelf.KeyOf(deposit) : null;
        }
        catch (CryptographicException lost)
        {
            Log.KeyLost(_logger, lost, depositId);
            return null;
        }
    }

    public async Task<DepositOutcome> AgainAsync(string depositId, DateTimeOffset toldAt, CancellationToken cancellationToken)
    {
        var deposit = _deposits.Find(depositId);
        if (deposit is not null && WhyNot(_media.Find(deposit.Rendition.MediaId), deposit.Digest) is { } blocked)
        {
            return new DepositOutcome.Refused(blocked);
        }

        var foundGone = deposit is { State: DepositState.Lodged, LodgedAt: { } lodgedAt } && lodgedAt <= toldAt;
        if (!foundGone && await FindAsync(depositId) is { } known)
        {
            return new DepositOutcome.Lodged(known);
        }

        return deposit is { State: not DepositState.Gone } && _media.Find(deposit.Rendition.MediaId) is { } row
            ? await ShareAsync(depositId, row, ended => _work.AgainAsync(row, deposit, foundGone, _stopping.Token, ended), cancellationToken)
            : DepositSource.MediaGone;
    }

    /// <inheritdoc/>
    /// <remarks>After the media is no longer offered: until then one who asks would lodge it anew.</remarks>
    public async Task ForgetAsync(MediaId media)
    {
        var ids = await _deposits.ForgetAsync(media);
        _shelf.Drop(media, ids);
        await Task.WhenAll(_underWay.Values.Where(depositing => depositing.Media == media).Select(depositing => depositing.EndAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_underWay.Values.Select(depositing => depositing.Task));
        _stopping.Dispose();
    }

    private async Task<DepositOutcome> ShareAsync(
        string key, Media media, Func<CancellationToken, Task<DepositOutcome>> run, CancellationToken cancellationToken)
    {
        var depositing = _underWay.GetOrAdd(key, _ => new Depositing(media.Id, self => RunAsync(key, self, run), _stopping.Token));
        return await depositing.Task.WaitAsync(cancellationToken);
    }

    private async Task<DepositOutcome> RunAsync(string key, Depositing depositing, Func<CancellationToken, Task<DepositOutcome>> run)
    {
        // Before it is looked: a block ends what had entered.
        using var passage = _quarantine.Enter([depositing.Media]);
        await using var ending = passage.Blocked.Register(() => _ = depositing.EndAsync());
        try
        {
            if (WhyNot(_media.Find(depositing.Media), null) is { } blocked)
            {
                return new DepositOutcome.Refused(blocked);
            }

            var outcome = await run(depositing.Token);
            // It may have ended for being blocked; or for what was released since then, or is of another kind, and then it is begun again.
            return WhyNot(_media.Find(depositing.Media), (outcome as DepositOutcome.Lodged)?.Media.Deposit.Digest) is { } why ? new DepositOutcome.Refused(why)
                : outcome is DepositOutcome.Gone && passage.Blocked.IsCancellationRequested ? new DepositOutcome.Failed(_interrupted, null)
                : outcome;
        }
        finally
        {
            _underWay.TryRemove(KeyValuePair.Create(key, depositing));
            depositing.Dispose();
        }
    }

    /// <returns>Why a media, or what was made of it, is not to leave; null when it may.</returns>
    private Refusal? WhyNot(Media? media, byte[]? lodged) => _quarantine.IsEmpty || media is null ? null
        : _quarantine.WhyNot(media.Digest, RefusedWhat.Deposit, media.Id.ToString())
            ?? (lodged is null ? null : _quarantine.WhyNot(lodged, RefusedWhat.Deposit, media.Id.ToString()));

    private SentMedia? Put(Deposit deposit)
    {
        try
        {
            return _shelf.Put(deposit, _renditions.Find(deposit.Rendition), _source.IsCurrent(deposit.Rendition, deposit.Kind));
        }
        catch (CryptographicException lost)
        {
            // Whoever has it seen to hears the words.
            Log.KeyLost(_logger, lost, deposit.Id);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3203, LogLevel.Error, "The key of deposit {Id} cannot be unwrapped.")]
        public static partial void KeyLost(ILogger logger, Exception fault, string id);
    }
}
