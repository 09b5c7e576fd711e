using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Reconciling;

/// <summary>Carries passes of a kind on, from wherever they had come to, and begins one when its time has come. Of all nodes of an installation one does it.</summary>
internal sealed class PassRunner(
    PassCatalog passes, MediaWalk media, RenditionWalk renditions, OrphanWalk orphans, RightVolume volume, Owners owners, FindingLog log, TimeProvider clock)
{
    // Far longer than a file is read: where it ends too early, two nodes only read the same.
    private static readonly TimeSpan _lease = TimeSpan.FromHours(1);

    // So often it is written down how far a pass has come.
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    /// <summary>A node that starts has better to do first.</summary>
    public static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(10);

    /// <param name="wanted">What the clock begins.</param>
    /// <param name="every">How often.</param>
    /// <param name="parts">How many parts a pass has.</param>
    /// <param name="pace">How fast one reads that the clock began.</param>
    /// <param name="machine">The machine's clock.</param>
    /// <param name="bell">Rings when an operator began one.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Pass wanted, TimeSpan every, int parts, Pace pace, TimeProvider machine, Doorbell bell, CancellationToken stopping)
    {
        var first = clock.GetUtcNow() + FirstAfter;
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var (now, last) = (clock.GetUtcNow(), passes.Last(wanted.Kind));
            if (last is null or { EndedAt: not null } && DueAfter(last) is var due && now < due)
            {
                await bell.WaitAsync(due - now < _longestWait ? due - now : _longestWait, clock, stopping);
            }
            else if (!await owners.TryOwnAsync(wanted.Kind.ToString(), _lease))
            {
                await bell.WaitAsync(_lease / 2, clock, stopping);
            }
            else if (last is { EndedAt: null })
            {
                await GoOnAsync(last, parts, last.IsAskedFor ? new Pace(0, machine) : pace, machine, stopping);
            }
            else
            {
                await passes.BeginAsync(wanted);
            }
        }

        DateTimeOffset DueAfter(Pass? last) => last is null ? first : DateTimeOffset.FromUnixTimeMilliseconds(last.StartedAt) + every;
    }

    private async Task GoOnAsync(Pass pass, int parts, Pace pace, TimeProvider machine, CancellationToken stopping)
    {
        try
        {
            var folder = pass.Part < 2 ? (BlobFolder?)null : FolderOf(pass.Part);
            if (await volume.WhyNotAsync() is { } wrong)
            {
                await BreakOffAsync(pass, wrong);
                return;
            }

            if (folder is { } looked && orphans.WhyNot(pass, looked, stopping) is { } suspicious)
            {
                await BreakOffAsync(pass, suspicious);
                return;
            }

            var begun = machine.GetTimestamp();
            bool Enough() => machine.GetElapsedTime(begun) > _enough;
            var step = pass.Part switch
            {
                0 => await media.PageAsync(pass, pace, Enough, stopping),
                1 => await renditions.PageAsync(pass, pace, Enough, stopping),
                _ => null,
            };
            if (folder is { } whole && !await orphans.FolderAsync(pass, whole, stopping))
            {
                return;
            }

            log.Tell(pass, step?.Findings ?? []);
            var part = step?.Next is null ? pass.Part + 1 : pass.Part;
            await passes.AdvanceAsync(pass, part, step?.Next ?? "", step?.Looked ?? 0, step?.Bytes ?? 0, step?.Findings ?? []);
            if (step?.Fault is { } fault)
            {
                await BreakOffAsync(pass, fault);
            }
            else if (part == parts)
            {
                await passes.EndAsync(pass, fault: null);
                log.Ended(passes.Last(pass.Kind)!, fault: null);
            }
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            log.Ended(pass, failure);
            await passes.EndAsync(pass, failure.Message);
        }
    }

    private async Task BreakOffAsync(Pass pass, string why)
    {
        log.BrokenOff(pass, why);
        await passes.EndAsync(pass, why);
    }

    private static BlobFolder FolderOf(long part) => part switch
    {
        2 => BlobFolder.Outgoing,
        3 => BlobFolder.Incoming,
        _ => BlobFolder.Renditions,
    };
}
