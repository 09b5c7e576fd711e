using MediaNode.Catalog;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Inspection;
using MediaNode.Lifecycle;
using MediaNode.Quarantining;
using MediaNode.Scanning;
using MediaNode.Secrets;
using MediaNode.Telemetry;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Inbound;

/// <summary>Fetches a user's media into the volume: checked by the upstream, looked at by the scanner, durable before anybody hears of it.</summary>
internal sealed partial class Fetching(
    InboundCatalog inbound, IUpstream upstream, IVolume volume, KeyWrap keys, IScanner scanner, IOptions<ScanningOptions> scanning, Settling settling,
    Asking asking, Quarantine quarantine, Blocking blocking, RoomWaits<string> room, IOptions<InboundOptions> options, TimeProvider clock, ILogger<Fetching> logger)
{
    public async Task FetchAsync(InboundMediaRow row, CancellationToken stopping)
    {
        if (Announcements.TooLong(row.Length, options.Value) is { } tooLong)
        {
            await settling.FailAsync(row, tooLong);
            return;
        }

        // By the digest that its message tells of: what is fetched must have it.
        if (WhyBlocked(row) is { } blocked)
        {
            await settling.FailAsync(row, blocked, InboundResult.Refused);
            return;
        }

        room.Try(row.MessageId);
        if (WhyWait(row) is var (noRoom, atAll))
        {
            await settling.WaitAsync(row, noRoom, room.Begin(row.MessageId, untilRoom: !atAll));
            return;
        }

        room.Forget(row.MessageId);

        await using var lease = new LeaseKeeper(() => inbound.ProlongAsync(row, LeaseKeeper.Lease), clock, stopping);
        FetchOutcome outcome;
        try
        {
            using var blob = volume.Create(Settling.KeyOf(row));
            outcome = await upstream.FetchAsync(MediaOf(row), blob, lease.Token);
            if (outcome is FetchOutcome.Fetched)
            {
                await KeepAsync(row, blob, lease.Token);
                return;
            }
        }
        catch (IOException failure)
        {
            Log.VolumeFailed(logger, failure, row.MessageId);
            outcome = new FetchOutcome.Postponed(failure.ToRefusal().Details);
        }

        await (outcome switch
        {
            FetchOutcome.Gone => asking.AskAsync(row, lease.Token),
            FetchOutcome.Damaged(var words) => settling.FailAsync(row, words, InboundResult.Damaged),
            FetchOutcome.Failed(var reasons, var retryAfter) => settling.TryAgainAsync(row, string.Join("; ", reasons), retryAfter),
            FetchOutcome.Postponed(var why) => settling.WaitAsync(row, why),
            _ => throw new InvalidOperationException("An outcome of no known kind."),
        });
    }

    /// <returns>Why it cannot be written now, one sentence, and whether another could; null when it can.</returns>
    private (string Why, bool AnyFits)? WhyWait(InboundMediaRow row)
    {
        try
        {
            var space = volume.SpaceNow;
            var free = space.RoomFor(VolumeUse.Fetch);
            return free >= Math.Max(1, row.Length ?? 0) ? null
                : (space.Usable > 0 && free == 0 ? space.WhyNoneFor(VolumeUse.Fetch) : $"The media volume has no room for its {row.Length} bytes.", free > 0);
        }
        catch (IOException failure)
        {
            // A volume that cannot be read is no fault of the media, however long that lasts.
            return (failure.ToRefusal().Details, false);
        }
    }

    /// <summary>Durable before visible, and visible before told. What is not kept leaves nothing behind.</summary>
    private async Task KeepAsync(InboundMediaRow row, BlobWriter blob, CancellationToken cancellationToken)
    {
        var path = volume.PathOf(blob);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (scanner.IsOn && (await WhyNotAsync(row, file, path, cancellationToken) ?? WhyOther(row, blob, file)) is { } refused)
        {
            await settling.FailAsync(row, refused, InboundResult.Refused);
            return;
        }

        var media = new Media
        {
            Id = new MediaId(blob.Key.Id),
            Type = row.Type,
            Length = row.Length!.Value,
            Digest = row.Digest!,
            CreatedAt = clock.GetUtcNow(),
            Origin = MediaOrigin.Received,
        };
        // Only named: what a user sent is never decoded before somebody has a use for it.
        var found = MediaSniffer.Inspect(new FileSource(file)).Container.ToString().ToLowerInvariant();
        await volume.SyncAsync(blob);
        if (await inbound.LandAsync(row, media, found))
        {
            blob.Keep();
            await settling.FinishAsync(row);
        }
        else if (WhyBlocked(row) is { } blocked)
        {
            await settling.FailAsync(row, blocked, InboundResult.Refused);
        }
    }

    private string? WhyBlocked(InboundMediaRow row) => quarantine.IsEmpty || row.Digest is not { } digest ? null
        : quarantine.WhyNot(digest, RefusedWhat.Incoming, row.MessageId)?.Details;

    /// <returns>Why the bytes are not kept, one sentence; null when they are.</returns>
    private async Task<string?> WhyNotAsync(
        InboundMediaRow row, Microsoft.Win32.SafeHandles.SafeFileHandle file, string path, CancellationToken cancellationToken)
    {
        using var bytes = new Blob(file, Posix.StampOf(file)!.Value, static () => { });
        switch (await scanner.ScanAsync(bytes, path, cancellationToken))
        {
            case ScanVerdict.Infected(var name) when blocking.IsOverruled(row.Digest!):
                Log.Overruled(logger, row.MessageId, name);
                return null;
            case ScanVerdict.Infected(var name):
                Log.Infected(logger, row.MessageId, name);
                if (scanning.Value.QuarantineInfected)
                {
                    await blocking.ReportAsync(row.Digest!, $"The scanner found {name} in it.", row.MediaId, cancellationToken);
                }

                return $"The scanner found {name} in it.";
            case ScanVerdict.None(var why) when scanning.Value.WhenNoVerdict == NoVerdictPolicy.Refuse:
                Log.NoVerdict(logger, row.MessageId, why);
                return $"The scanner has no verdict on it: {why}.";
            default:
                return null;
        }
    }

    /// <returns>Why what the scanner left is not what was fetched, one sentence; null when it is.</returns>
    private string? WhyOther(InboundMediaRow row, BlobWriter blob, Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var why = !volume.Has(blob) ? "Its file was taken away or replaced while the scanner looked at it."
            : !FileDigest.Of(file).AsSpan().SequenceEqual(row.Digest) ? "Its file was changed while the scanner looked at it." : null;
        if (why is not null)
        {
            Log.Other(logger, row.MessageId, why);
        }

        return why;
    }

    private InboundMedia MediaOf(InboundMediaRow row) => new()
    {
        Kind = Kinds.Find(row.Kind)!.Value,
        Type = row.Type,
        Url = row.Url,
        DirectPath = row.DirectPath!,
        Key = keys.Unwrap(row.WrappedKey!),
        Digest = row.Digest!,
        SealedDigest = row.SealedDigest!,
        Length = row.Length!.Value,
    };

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Error, "The media of message {Id} could not be written to the volume; it is fetched again in a while.")]
        public static partial void VolumeFailed(ILogger logger, IOException failure, string id);

        [LoggerMessage(9102, LogLevel.Warning, "The scanner found {Name} in the media of message {Id}; it was not kept.")]
        public static partial void Infected(ILogger logger, string id, string name);

        [LoggerMessage(9105, LogLevel.Warning, "The scanner found {Name} in the media of message {Id}; an operator released that content, and it is kept.")]
        public static partial void Overruled(ILogger logger, string id, string name);

        [LoggerMessage(9103, LogLevel.Warning, "The scanner has no verdict on the media of message {Id} ({Why}); it was not kept.")]
        public static partial void NoVerdict(ILogger logger, string id, string why);

        [LoggerMessage(9104, LogLevel.Error, "The media of message {Id} was not kept. {Why}")]
        public static partial void Other(ILogger logger, string id, string why);
    }
}
