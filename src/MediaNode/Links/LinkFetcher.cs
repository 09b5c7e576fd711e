using System.Buffers;
using System.IO.Pipelines;
using MediaNode.Addresses;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Uploads;
using MediaNode.Volumes;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MediaNode.Links;

/// <summary>Asks origins, and streams what they give to the volume.</summary>
internal sealed partial class LinkFetcher : ILinkFetcher, IDisposable
{
    private readonly LinkOptions _options;
    private readonly IVolume _volume;
    private readonly UploadBudget _budget;
    private readonly HttpMessageInvoker _http;
    private readonly MemoryPool<byte> _blocks;
    private readonly TimeProvider _clock;
    private readonly TimeProvider _machine;
    private readonly ILogger _logger;

    /// <param name="options">Checked.</param>
    /// <param name="names">Looks origins' names up.</param>
    /// <param name="volume">Where the bytes go.</param>
    /// <param name="budget">Shared with uploads: it is one memory and one volume.</param>
    /// <param name="blocks">The buffers.</param>
    /// <param name="clock">The node's.</param>
    /// <param name="machine">For deadlines: a turned clock makes no origin slower.</param>
    /// <param name="logger">Told when the volume fails, and of nothing that came from outside.</param>
    public LinkFetcher(
        IOptions<LinkOptions> options, INames names, IVolume volume, UploadBudget budget, IMemoryPoolFactory<byte> blocks,
        TimeProvider clock, TimeProvider machine, ILogger<LinkFetcher> logger)
    {
        (_options, _volume, _budget, _clock, _machine, _logger) = (options.Value, volume, budget, clock, machine, logger);
        _blocks = blocks.Create();
        _http = new HttpMessageInvoker(LinkConnection.Handler(_options, names));
    }

    public async Task<LinkOutcome> FetchAsync(LinkRequest request, MediaId id, CancellationToken cancellationToken)
    {
        using var patience = new LinkPatience(_options, _machine, cancellationToken);
        try
        {
            return await FollowAsync(request, id, patience);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return patience.RanOut();
        }
        catch (Exception broken) when (broken is HttpRequestException or BadHttpRequestException)
        {
            return LinkFailures.Of(broken);
        }
        catch (IOException failure)
        {
            Log.VolumeFailed(_logger, failure);
            return new LinkOutcome.Postponed(failure.ToRefusal());
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<LinkOutcome> FollowAsync(LinkRequest request, MediaId id, LinkPatience patience)
    {
        if (!LinkUrl.TryRead(request.Url, out var first, out var failed))
        {
            return failed;
        }

        if (request.Credentials is LinkCredentials.Bearer(var token) && !LinkQuestion.Fits(token))
        {
            return LinkFailures.Final("unusable token of the provider", "A bearer token is of printable ASCII.");
        }

        var (url, credentials) = (first, request.Credentials);
        for (var hop = 0; ; hop++)
        {
            var asked = _clock.GetUtcNow();
            using var question = LinkQuestion.Of(url, credentials, known: hop == 0 ? request : null);
            patience.Wait();
            using var answer = await _http.SendAsync(question, patience.Token);
            patience.Hear(answer: true);
            if (!LinkRedirects.Is(answer))
            {
                return await TakeAsync(answer, new LinkTrip(request, id, hop > 0, asked), patience);
            }

            if (!LinkRedirects.TryFollow(url, answer, hop, _options, out var next, out var why))
            {
                return LinkFailures.Of(answer, why, _machine);
            }

            // Once they are dropped they stay so: who leads us back may lead us to where they do harm.
            credentials = LinkUrl.SameOrigin(first, next) ? credentials : null;
            url = next;
        }
    }

    private async Task<LinkOutcome> TakeAsync(HttpResponseMessage answer, LinkTrip trip, LinkPatience patience)
    {
        switch ((int)answer.StatusCode)
        {
            case StatusCodes.Status304NotModified when trip.MayBeUnchanged:
                return new LinkOutcome.NotModified(Freshness(answer, trip));
            case not StatusCodes.Status200OK:
                return LinkFailures.Of(answer, details: null, _machine);
        }

        var (failed, length) = LinkAnswer.Check(answer, _options);
        if (failed is not null)
        {
            return failed;
        }

        using var lease = _budget.TryAdmit(length, out var refusal, VolumeUse.Fetch);
        return lease is null ? new LinkOutcome.Postponed(refusal!) : await WriteAsync(answer, length, trip, lease, patience);
    }

    private async Task<LinkOutcome> WriteAsync(HttpResponseMessage answer, long? length, LinkTrip trip, UploadBudget.Lease lease, LinkPatience patience)
    {
        var blob = _volume.Create(new BlobKey(BlobFolder.Outgoing, trip.Id.Value));
        var handedOver = false;
        try
        {
            var result = await ReceiveAsync(answer, length, blob, lease, patience);
            if (result is ReceiveResult.Received received && (length is null || received.Length == length))
            {
                var fetched = new LinkOutcome.Fetched(
                    blob, LinkTypes.Of(LinkAnswer.Type(answer), _volume.PathOf(blob)), received.Length, received.Digest, Freshness(answer, trip));
                handedOver = true;
                return fetched;
            }

            return (result as ReceiveResult.Refused)?.Refusal switch
            {
                null => LinkFailures.Passing("connection broken off"),
                { } refusal when refusal.Problem == Problem.MediaTooLarge => LinkFailures.TooLarge(_options.MaxBytes, length),
                { } refusal when refusal.Problem == Problem.BodyEmpty => LinkAnswer.Empty,
                { } refusal => new LinkOutcome.Postponed(refusal),
            };
        }
        finally
        {
            if (!handedOver)
            {
                blob.Dispose();
            }
        }
    }

    private async Task<ReceiveResult> ReceiveAsync(HttpResponseMessage answer, long? length, BlobWriter blob, UploadBudget.Lease lease, LinkPatience patience)
    {
        var stream = await answer.Content.ReadAsStreamAsync(patience.Token);
        var body = new PatientReader(PipeReader.Create(stream, new StreamPipeReaderOptions(_blocks, UploadOptions.Block)), patience);
        try
        {
            return await BodyReceiver.ReceiveAsync(body, length, _options.MaxBytes, blob, lease, patience.Token);
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    private LinkFreshness Freshness(HttpResponseMessage answer, LinkTrip trip) =>
        LinkCaching.Of(answer, trip.Request, trip.Redirected, trip.Asked, _clock.GetUtcNow(), _options);

    /// <summary>How an answer was come by.</summary>
    private sealed record LinkTrip(LinkRequest Request, MediaId Id, bool Redirected, DateTimeOffset Asked)
    {
        public bool MayBeUnchanged => !Redirected && (Request.ETag ?? Request.LastModified) is not null;
    }

    private static partial class Log
    {
        [LoggerMessage(8501, LogLevel.Error, "What a link led to could not be written to the volume; it is tried again.")]
        public static partial void VolumeFailed(ILogger logger, IOException failure);
    }
}
