using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Asks one server one thing, within limits: time while nothing moves, bytes of the answer.</summary>
internal sealed class LineClient : IDisposable
{
    /// <summary>Bytes of an answer about one thing: some hundred are needed.</summary>
    public const int SmallAnswer = 64 << 10;

    // A server that asked for more than that is asked again after an hour all the same.
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(1);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly TimeProvider _machine;
    private readonly TimeSpan _idle;

    public LineClient(WhatsAppOptions options, TimeProvider clock, TimeProvider machine)
    {
        (_clock, _machine, _idle) = (clock, machine, options.IdleTimeout);
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // Names are looked up again.
            MaxResponseHeadersLength = 16, // KB
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each call has its own.
        };
    }

    /// <summary>How patient one call is.</summary>
    /// <param name="wait">How long the server was asked to hold its answer back.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Patience Patience(TimeSpan wait, CancellationToken cancellationToken) => new(_idle + wait, _machine, cancellationToken);

    public async Task<LineAnswer> CallAsync(
        HttpMethod method, Uri url, HttpContent? content, int mostBytes, CancellationToken cancellationToken)
    {
        using var patience = Patience(TimeSpan.Zero, cancellationToken);
        return await CallAsync(method, url, content, mostBytes, patience, cancellationToken);
    }

    /// <exception cref="OperationCanceledException">By whoever asked.</exception>
    public async Task<LineAnswer> CallAsync(
        HttpMethod method, Uri url, HttpContent? content, int mostBytes, Patience patience, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content, Version = HttpVersion.Version11 };
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            patience.Renew();
            if (await ReadAsync(response, mostBytes, patience) is not { } body)
            {
                return LineAnswer.Broken(string.Create(
                    CultureInfo.InvariantCulture, $"{(int)response.StatusCode} with an answer of more than {mostBytes >> 10} KB"));
            }

            return LineAnswer.Of((int)response.StatusCode, RetryAfterOf(response), body);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Silent(patience);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return LineAnswer.Broken(InWords(failure));
        }
    }

    /// <summary>Fetches bytes piece by piece.</summary>
    /// <param name="url">Whence.</param>
    /// <param name="begin">Told the declared length, null for none, before the first piece; says whether to go on.</param>
    /// <param name="take">Given each piece, which is gone afterwards; says whether to go on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>An answer without a body. A status of 200 says that the body came to its end, or was not wanted any more.</returns>
    /// <exception cref="OperationCanceledException">By whoever asked.</exception>
    public async Task<LineAnswer> FetchAsync(Uri url, Func<long?, bool> begin, Func<ReadOnlyMemory<byte>, bool> take, CancellationToken cancellationToken)
    {
        using var patience = Patience(TimeSpan.Zero, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11 };
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            patience.Renew();
            var answer = LineAnswer.Of((int)response.StatusCode, RetryAfterOf(response), new PooledBytes(1));
            if (answer.Status == 200 && begin(response.Content.Headers.ContentLength))
            {
                await FetchAsync(response, take, patience);
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Silent(patience);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return LineAnswer.Broken(InWords(failure));
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task FetchAsync(HttpResponseMessage response, Func<ReadOnlyMemory<byte>, bool> take, Patience patience)
    {
        var piece = ArrayPool<byte>.Shared.Rent(64 << 10);
        var whole = false;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            while (await body.ReadAsync(piece, patience.Token) is var read and > 0 && take(piece.AsMemory(0, read)))
            {
                patience.Renew();
            }

            whole = true;
        }
        finally
        {
            // After a read that was given up somebody may still write into it.
            if (whole)
            {
                ArrayPool<byte>.Shared.Return(piece);
            }
        }
    }

    private static LineAnswer Silent(Patience patience) => LineAnswer.Broken(
        string.Create(CultureInfo.InvariantCulture, $"silent for {patience.Limit.TotalSeconds:0} s, or not to be connected to"), timedOut: true);

    /// <returns>The body; null when it is too long.</returns>
    private static async Task<PooledBytes?> ReadAsync(HttpResponseMessage response, int mostBytes, Patience patience)
    {
        var bytes = new PooledBytes(4096);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            while (await body.ReadAsync(bytes.GetMemory(1024), patience.Token) is var read and > 0)
            {
                patience.Renew();
                bytes.Advance(read);
                if (bytes.Length > mostBytes)
                {
                    bytes.Dispose();
                    return null;
                }
            }

            return bytes;
        }
        catch
        {
            bytes.Abandon();
            throw;
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, _longestWait.Ticks)) : null;
    }

    private static string InWords(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "no such host",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "not to be connected to",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => "no answer of HTTP",
        _ => "the connection broke",
    };
}
