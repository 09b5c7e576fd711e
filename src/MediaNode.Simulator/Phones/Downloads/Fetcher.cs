using System.Buffers.Text;
using System.Net;
using MediaNode.Formats.Limits;
using MediaNode.Simulator.Clock;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>Fetches sealed bytes from a media server, as a phone does.</summary>
internal sealed class Fetcher : IDisposable
{
    // A slow server is waited for as long as something comes.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(30);

    // What is longer than the message says is not it; some of it is enough to know.
    private const int TooMuch = 64 << 10;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<FetchResult> FetchAsync(WantedMedia media, FileStream spool, CancellationToken cancellationToken)
    {
        if (AddressOf(media) is not { } address)
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
                return Judge(response);
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
            return new FetchResult.Failed($"The media server was silent for {_silence.TotalSeconds:0} seconds.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new FetchResult.Failed($"The download broke off: {failure.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static Uri? AddressOf(WantedMedia media)
    {
        var joint = media.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var address = $"{media.Url}{joint}hash={Base64Url.EncodeToString(media.Digests.Sealed.Span)}&mms-type={media.ServerType}&__wa-mms=";
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static FetchResult Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new FetchResult.Gone(),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new FetchResult.Failed($"The media server answered {status}.", response.Headers.RetryAfter?.Delta),
            _ => new FetchResult.Refused($"The media server answered {status}."),
        };
    }
}
