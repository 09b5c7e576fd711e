using System.Buffers.Text;
using System.Net;
using MediaNode.Formats.Limits;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.MediaServers;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>Fetches sealed bytes as a phone does: from the host that the message names and, when that fails, from the other media servers.</summary>
/// <param name="own">Where the simulator's media servers are now. The message may name an address from before a restart.</param>
internal sealed class Fetcher(SimulatorAddress own) : IDisposable
{
    // A slow server is waited for as long as something comes.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(30);

    // What is longer than the message says is not it; some of it is enough to know.
    private const int TooMuch = 64 << 10;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>What the message's own host says and, when that one fails, the bytes from another or every host's reason.</returns>
    public async Task<FetchResult> FetchAsync(WantedMedia media, FileStream spool, CancellationToken cancellationToken)
    {
        var first = await FetchFromAsync(media.Host, media.Url, media, spool, cancellationToken);
        if (first is not FetchResult.Failed(var problem, var after))
        {
            return first;
        }

        var problems = new List<string> { problem };
        var address = (await own.Known.WaitAsync(cancellationToken)).GetLeftPart(UriPartial.Authority);
        foreach (var host in MediaHost.All.Select(host => $"{address}/media-hosts/{host.Name}").Where(host => host != media.Host))
        {
            spool.SetLength(0);
            switch (await FetchFromAsync(host, host + media.DirectPath, media, spool, cancellationToken))
            {
                case FetchResult.Fetched fetched:
                    return fetched;
                case FetchResult.Gone { Expired: true } gone:
                    return gone;
                case FetchResult.Gone:
                    problems.Add($"{host} does not have it."); // It may never have had it; the host of the message may.
                    break;
                case FetchResult.Refused(var refusal):
                    problems.Add(refusal);
                    break;
                case FetchResult.Failed(var another, var later):
                    problems.Add(another);
                    after = later > (after ?? TimeSpan.Zero) ? later : after;
                    break;
            }
        }

        return new FetchResult.Failed(string.Join(' ', problems), after);
    }

    public void Dispose() => _http.Dispose();

    private async Task<FetchResult> FetchFromAsync(string host, string url, WantedMedia media, FileStream spool, CancellationToken cancellationToken)
    {
        if (AddressOf(url, media) is not { } address)
        {
            return new FetchResult.Refused("The message has no address that can be fetched.");
        }

        using var silence = new CancellationTokenSource(_silence, TurnableClock.Machine);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return Judge(host, response);
            }

            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var piece = new byte[64 << 10];
            var most = SealedLength.Of(media.Length) + TooMuch;
            int read;
            while (spool.Length < most && (read = await body.ReadAsync(piece, either.Token)) > 0)
            {
                silence.CancelAfter(_silence);
                await spool.WriteAsync(piece.AsMemory(0, read), either.Token);
            }

            await spool.FlushAsync(either.Token);
            return new FetchResult.Fetched();
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new FetchResult.Failed($"{host} was silent for {_silence.TotalSeconds:0} seconds.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new FetchResult.Failed($"{host} broke off: {failure.Message.TrimEnd('.')}.");
        }
    }

    private static Uri? AddressOf(string url, WantedMedia media)
    {
        var joint = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var address = $"{url}{joint}hash={Base64Url.EncodeToString(media.Digests.Sealed.Span)}&mms-type={media.ServerType}&__wa-mms=";
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static FetchResult Judge(string host, HttpResponseMessage response)
    {
        var problem = $"{host} answered {(int)response.StatusCode}.";
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new FetchResult.Gone(Expired: false),
            HttpStatusCode.Gone => new FetchResult.Gone(Expired: true),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new FetchResult.Failed(problem, response.Headers.RetryAfter?.Delta),
            _ => new FetchResult.Refused(problem),
        };
    }
}
