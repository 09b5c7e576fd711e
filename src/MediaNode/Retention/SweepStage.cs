using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MediaNode.Retention;

/// <summary>Forgets what may go: every <c>Retention:Every</c>, and whenever somebody asks. Of all nodes of an installation one does it at a time.</summary>
/// <remarks>A pass is a row, and its progress too: a restart goes on behind the last page. Between two pages a pass that somebody asked for goes first.</remarks>
internal sealed partial class SweepStage(
    SweepCatalog sweeps, RetentionCatalog catalog, ForgottenCatalog forgotten, OldLinks links, MediaSweep media, MessageSweep messages, RetentionPolicy policy, Owners owners,
    SweepBell bell, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<SweepStage> logger) : IStage
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private DateTimeOffset _ownedUntil;

    public string Name => "sweep";

    public async Task RunAsync(CancellationToken stopping)
    {
        var (due, messagesDue) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        _ownedUntil = default;
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var now = clock.GetUtcNow();
            // A clock that was set back must not put the next off by as much.
            (due, messagesDue) = (Sooner(due, now + options.Value.Every), Sooner(messagesDue, now + _day));
            if (!await OwnsAsync(now))
            {
                await bell.Door.WaitAsync(_lease, clock, stopping);
            }
            else if (sweeps.Next() is { } sweep)
            {
                await GoOnAsync(sweep, stopping);
            }
            else if (now >= due)
            {
                await TidyAsync(now, stopping);
                await BeginAsync(withMessages: now >= messagesDue);
                // What stays among old messages is looked at again each time, and is no less old a day later.
                (due, messagesDue) = (now + options.Value.Every, now >= messagesDue ? now + _day : messagesDue);
            }
            else
            {
                await bell.Door.WaitAsync(due - now, clock, stopping);
            }
        }
    }

    private static DateTimeOffset Sooner(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private async Task<bool> OwnsAsync(DateTimeOffset now)
    {
        if (_ownedUntil - now > _lease / 2 && _ownedUntil - now <= _lease)
        {
            return true;
        }

        _ownedUntil = await owners.TryOwnAsync("sweep", _lease) ? now + _lease : default;
        return _ownedUntil != default;
    }

    private async Task BeginAsync(bool withMessages)
    {
        if (policy.ByRules().Shortest is not null || policy.IsTooFull || catalog.AnyExpired())
        {
            await sweeps.BeginAsync(SweepKind.Rules, SweepAsker.Clock);
        }

        if (withMessages && policy.CollectsMessages && messages.HasWork)
        {
            await sweeps.BeginAsync(SweepKind.Messages, SweepAsker.Clock);
        }
    }

    /// <summary>Finishes what a fault left half done, and forgets reasons, passes and links that are too old to be asked for.</summary>
    private async Task TidyAsync(DateTimeOffset now, CancellationToken stopping)
    {
        await media.FinishAsync();
        while (await forgotten.ForgetAsync(now - options.Value.KeepReasonsFor, most: 100) == 100)
        {
        }

        await sweeps.ForgetAsync(now - options.Value.KeepReasonsFor);
        await links.ForgetAsync(now - options.Value.KeepReasonsFor, stopping);
    }

    private async Task GoOnAsync(SweepRow sweep, CancellationToken stopping)
    {
        try
        {
            if (await PageAsync(sweep, stopping))
            {
                await EndAsync(sweep, fault: null, error: null);
            }
        }
        catch (UnreadableException fault)
        {
            await FailAsync(sweep, fault, sweep.Kind == SweepKind.Messages ? "Failed to fetch messages to delete" : "Failed to fetch media to delete");
        }
        catch (Exception fault) when (fault is SqliteException or IOException)
        {
            await FailAsync(sweep, fault, sweep.Kind == SweepKind.Messages ? "Could not delete messages" : "Could not delete media files");
        }
    }

    private Task FailAsync(SweepRow sweep, Exception fault, string error)
    {
        Log.Failed(logger, fault, sweep.Id, error);
        return EndAsync(sweep, $"{error}: {fault.Message}", error);
    }

    private Task EndAsync(SweepRow sweep, string? fault, string? error) =>
        sweeps.EndAsync(sweep.Id, fault, ended =>
        {
            Log.Ended(logger, ended.Kind.Name, ended.Asker.Name, ended.Looked, ended.Forgotten, ended.Bytes);
            return ended.Asker == SweepAsker.Business ? CollectionWire.Ended(ended, error) : null;
        });

    /// <returns>Whether the pass is at its end.</returns>
    private Task<bool> PageAsync(SweepRow sweep, CancellationToken stopping) => sweep.Kind switch
    {
        SweepKind.Messages => MessagesAsync(sweep, stopping),
        SweepKind.Media => MediaAsync(sweep, policy.AsTheOriginal(), stopping),
        _ when sweep.Tier == 0 => MediaAsync(sweep, policy.ByRules(), stopping),
        _ when policy.IsTooFull => MediaAsync(sweep, policy.ByShare((int)sweep.Tier), stopping),
        _ => Task.FromResult(true),
    };

    private async Task<bool> MessagesAsync(SweepRow sweep, CancellationToken stopping)
    {
        var (looked, next) = await messages.PageAsync(sweep, stopping);
        await sweeps.AdvanceAsync(sweep.Id, sweep.Tier, next?.ToString(CultureInfo.InvariantCulture) ?? sweep.After, looked);
        return next is null;
    }

    private async Task<bool> MediaAsync(SweepRow sweep, Judge judge, CancellationToken stopping)
    {
        var (looked, next) = await media.PageAsync(
            judge, sweep.Id, MediaId.TryParse(sweep.After, out var after) ? after : null, sweep.Tier > 0 ? () => !policy.IsTooFull : null, stopping);
        var onward = next is null && sweep.Kind == SweepKind.Rules && sweep.Tier < RetentionPolicy.Tiers.Count && policy.IsTooFull
            && (sweep.Tier > 0 || ShareTakesSome());
        await sweeps.AdvanceAsync(sweep.Id, onward ? sweep.Tier + 1 : sweep.Tier, next?.ToString() ?? "", looked);
        return next is null && !onward;
    }

    private bool ShareTakesSome()
    {
        if (policy.WhyShareTakesNone() is not { } why)
        {
            return true;
        }

        Log.OthersFill(logger, why);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Error, "Sweep {Id} broke off: {Error}. What had begun is finished by the next.")]
        public static partial void Failed(ILogger logger, Exception fault, long id, string error);

        [LoggerMessage(6103, LogLevel.Warning, "Nothing was forgotten for Retention:VolumeShare. {Why}")]
        public static partial void OthersFill(ILogger logger, string why);

        [LoggerMessage(6102, LogLevel.Information, "A sweep of {Kind} ({Asker}) is over: {Looked} looked at, {Forgotten} forgotten, {Bytes} bytes.")]
        public static partial void Ended(ILogger logger, string kind, string asker, long looked, long forgotten, long bytes);
    }
}
