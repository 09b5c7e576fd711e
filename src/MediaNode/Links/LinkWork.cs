using System.Globalization;
using System.Security.Cryptography;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Sending;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MediaNode.Links;

/// <summary>Fetches one link whose lease is ours, and settles it for all who wait.</summary>
internal sealed partial class LinkWork(
    LinkQueue links, ILinkFetcher fetcher, SilentOrigins silent, LinkShelf shelf, LinkWaiters waiters, MediaProviders providers, MediaCatalog catalog,
    MediaFiles files, IVolume volume, Quarantine quarantine, NodeMetrics metrics, RoomWaits<long> room, IOptions<LinkOptions> options,
    IOptions<SendingOptions> sending, TimeProvider clock, ILogger<LinkWork> logger)
{
    /// <summary>How long to wait when it is not the link that failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">The token said so; nothing is left behind.</exception>
    public async Task RunAsync(Link link, CancellationToken cancellationToken)
    {
        room.Try(link.Id);
        var (credentials, revision, missing) = CredentialsOf(link.Key);
        if (await IsOutdatedAsync(link, revision, missing))
        {
            return;
        }

        var known = await KnownAsync(link);
        if (known is not null && link.FreshUntil > clock.GetUtcNow())
        {
            // Fetched before a restart, or by a fetch that was just over.
            shelf.Remember(link, known.Id, link.FreshUntil);
            await waiters.MoveOnAsync(link, known.Id);
            return;
        }

        if (WhyWait() is var (full, sends))
        {
            await PostponeAsync(link, full, mayFail: !sends, untilRoom: true);
            return;
        }

        try
        {
            var request = new LinkRequest(link.Key.Url, credentials, known is null ? null : link.ETag, known is null ? null : link.LastModified);
            var outcome = await fetcher.FetchAsync(request, MediaId.New(clock), cancellationToken);
            using var bytes = (outcome as LinkOutcome.Fetched)?.Bytes;
            // What was fetched with credentials that are no more is given to nobody; nor does a refusal of the old ones tell of the new.
            (_, revision, missing) = CredentialsOf(link.Key);
            if (!await IsOutdatedAsync(link, revision, missing))
            {
                await SettleAsync(link, known, outcome);
            }
        }
        catch (IOException failure)
        {
            Log.VolumeFailed(logger, failure, link.Id);
            await PostponeAsync(link, failure.ToRefusal());
        }
        catch (SqliteException failure)
        {
            Log.CatalogueFailed(logger, failure, link.Id);
            await PostponeAsync(link, failure.ToRefusal());
        }
    }

    /// <summary>Whether its provider has other credentials by now, or none; then whatever waits goes with the new ones, or fails.</summary>
    private async Task<bool> IsOutdatedAsync(Link link, long revision, LinkOutcome.Failed? missing)
    {
        if (missing is not null)
        {
            await SettleFailureAsync(link, missing);
            return true;
        }

        if (revision != link.Key.Credentials)
        {
            await RekeyAsync(link, revision);
            return true;
        }

        return false;
    }

    private async Task SettleAsync(Link link, Media? known, LinkOutcome outcome)
    {
        if (outcome is not LinkOutcome.Postponed)
        {
            room.Forget(link.Id);
        }

        if (outcome is LinkOutcome.Failed { IsFinal: false })
        {
            silent.Failed(link.Origin);
        }
        else if (outcome is not LinkOutcome.Postponed)
        {
            silent.Answered(link.Origin);
        }

        switch (outcome)
        {
            case LinkOutcome.Fetched fetched when WhyBlocked(link, fetched) is { } blocked:
                metrics.LinkFetched(LinkResult.Failed, fetched.Length);
                await SettleFailureAsync(link, blocked);
                break;
            case LinkOutcome.Fetched fetched:
                var unchanged = known is not null && known.Type == fetched.Type && known.Digest.AsSpan().SequenceEqual(fetched.Digest);
                metrics.LinkFetched(unchanged ? LinkResult.Unchanged : LinkResult.Fetched, fetched.Length);
                // Of the same bytes there are renditions and deposits: what came now is dropped.
                var media = unchanged ? await shelf.KeepAsync(link, known!.Id, fetched.Freshness) : await shelf.StoreAsync(link, fetched);
                if (media is { } stored)
                {
                    await waiters.MoveOnAsync(link, stored);
                }
                else if (WhyBlocked(link, fetched) is { } since)
                {
                    await SettleFailureAsync(link, since);
                }

                break;
            case LinkOutcome.NotModified(var freshness) when known is not null:
                metrics.LinkFetched(LinkResult.NotModified);
                if (await shelf.KeepAsync(link, known.Id, freshness) is { } kept)
                {
                    await waiters.MoveOnAsync(link, kept);
                }

                break;
            case LinkOutcome.NotModified:
                await FailAsync(link, new LinkOutcome.Failed("304 (Not Modified)", "The origin was asked for the file without a condition.", IsFinal: false, RetryAfter: null));
                break;
            case LinkOutcome.Failed failed:
                await FailAsync(link, failed);
                break;
            case LinkOutcome.Postponed(var why):
                await PostponeAsync(link, why);
                break;
            default:
                throw new InvalidOperationException("An outcome of no known kind.");
        }
    }

    private async Task FailAsync(Link link, LinkOutcome.Failed failed)
    {
        metrics.LinkFetched(LinkResult.Failed);
        var failures = link.Attempts + 1;
        if (failed.IsFinal || failures >= options.Value.Attempts)
        {
            await SettleFailureAsync(link, failed);
            return;
        }

        // 1 s, 5 s, 25 s …, up to a minute; or what the origin asked for, within an hour.
        var wait = failed.RetryAfter is { } asked ? Backoff.After(failures, asked) : TimeSpan.FromSeconds(Math.Min(60, Math.Pow(5, failures - 1)));
        await links.PostponeAsync(link, clock.GetUtcNow() + wait, failed.Error, counts: true);
    }

    private LinkOutcome.Failed? WhyBlocked(Link link, LinkOutcome.Fetched fetched) =>
        quarantine.Blocks(fetched.Digest) && quarantine.WhyNot(fetched.Digest, RefusedWhat.Link, string.Create(CultureInfo.InvariantCulture, $"{link.Id}")) is { } why
            ? LinkFailures.Final("content in quarantine", why.Details)
            : null;

    private Task SettleFailureAsync(Link link, LinkOutcome.Failed failed)
    {
        Log.Failed(logger, link.Id, link.Key.Shown, failed.Error);
        return waiters.FailAsync(
            link, new MessageError(Problem.InternalError.Code, LinkError.Title(link.Key.Url, failed.Error), failed.Details), failed.Error);
    }

    private async Task PostponeAsync(Link link, Refusal why, bool mayFail = true, bool untilRoom = false)
    {
        metrics.LinkFetched(LinkResult.Postponed);
        if (why.Problem == Problem.VolumeFull && mayFail && sending.Value.WhenVolumeFull == "fail")
        {
            room.Forget(link.Id);
            await waiters.FailAsync(link, new MessageError(Problem.InternalError.Code, Problem.InternalError.Title, why.Details), why.Details);
            return;
        }

        Log.Postponed(logger, link.Id, why.Details);
        // Other uploads are over in a moment; room is not made so soon.
        var wait = why.Problem == Problem.Overloaded ? Pause : room.Begin(link.Id, untilRoom);
        await links.PostponeAsync(link, clock.GetUtcNow() + wait, why.Details, counts: false);
    }

    /// <summary>Why no origin is asked now; links wait, whatever the settings say, as long as there is room to send what is here.</summary>
    private (Refusal Why, bool Sends)? WhyWait()
    {
        try
        {
            return volume.SpaceNow is var space && space.RoomFor(VolumeUse.Fetch) == 0
                ? (Problem.VolumeFull.Because(space.WhyNoneFor(VolumeUse.Fetch)), space.RoomFor(VolumeUse.Send) > 0)
                : null;
        }
        catch (IOException failure)
        {
            return (failure.ToRefusal(), false);
        }
    }

    /// <summary>Messages that were accepted before the credentials changed go with the new ones.</summary>
    private async Task RekeyAsync(Link link, long revision)
    {
        while (await links.RekeyAsync(link, revision) > 0)
        {
            // There are more.
        }

        await links.FinishAsync(link, null);
    }

    private (LinkCredentials? Credentials, long Revision, LinkOutcome.Failed? Missing) CredentialsOf(LinkKey key)
    {
        if (key.Provider.Length == 0)
        {
            return (null, 0, null);
        }

        try
        {
            return providers.Find(key.Provider) is not var (provider, revision)
                ? (null, 0, Missing($"the provider {key.Provider} was removed", "POST /v1/settings/application/media/providers adds it again; then send the message again."))
                : provider.Basic is { } basic ? (new LinkCredentials.Basic(basic.Username, basic.Password), revision, null)
                : (new LinkCredentials.Bearer(provider.Bearer!), revision, null);
        }
        catch (CryptographicException lost)
        {
            Log.SecretLost(logger, lost, key.Provider);
            return (null, 0, Missing(
                $"the credentials of provider {key.Provider} cannot be opened",
                "The key that they were kept under is gone. POST /v1/settings/application/media/providers sets them anew; then send the message again."));
        }
    }

    private static LinkOutcome.Failed Missing(string error, string details) => new(error, details, IsFinal: true, RetryAfter: null);

    /// <returns>What was fetched last, when it is there, whole as far as its length tells.</returns>
    private async Task<Media?> KnownAsync(Link link)
    {
        if (link.MediaId is not { } id || catalog.Find(id) is not { State: MediaState.Stored or MediaState.Missing } media)
        {
            return null;
        }

        var (found, blob) = await files.OpenAsync(media);
        using (blob)
        {
            return blob is not null && blob.Length == found.Length ? found : null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5302, LogLevel.Warning, "Link {Id} ({Url}) could not be fetched, and what waited for it failed: {Why}")]
        public static partial void Failed(ILogger logger, long id, string url, string why);

        [LoggerMessage(5303, LogLevel.Warning, "Messages wait for link {Id}: {Why}")]
        public static partial void Postponed(ILogger logger, long id, string why);

        [LoggerMessage(5304, LogLevel.Error, "What link {Id} leads to could not be written to the volume; it is tried again.")]
        public static partial void VolumeFailed(ILogger logger, IOException failure, long id);

        [LoggerMessage(5305, LogLevel.Error, "What link {Id} leads to could not be recorded in the catalogue; it is tried again.")]
        public static partial void CatalogueFailed(ILogger logger, SqliteException failure, long id);

        [LoggerMessage(5306, LogLevel.Error, "The credentials of provider {Name} cannot be unwrapped.")]
        public static partial void SecretLost(ILogger logger, Exception fault, string name);
    }
}
