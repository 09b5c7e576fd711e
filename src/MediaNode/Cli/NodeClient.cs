using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MediaNode.Cli.Transfers;

namespace MediaNode.Cli;

/// <summary>One node, spoken to over HTTP. What it refuses, and what keeps us from it, becomes a <see cref="RefusedException"/>.</summary>
internal sealed class NodeClient : IDisposable
{
    // Small requests are answered in milliseconds; a minute means that nobody will.
    private static readonly TimeSpan _answerDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _connectDeadline = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    public NodeClient(Uri url, string? token, TimeProvider clock)
    {
        Url = url;
        _clock = clock;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _connectDeadline,
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy set for the internet must not swallow a call to this very machine.
            UseProxy = !url.IsLoopback,
        };
        // No limit on a body: a large file on a slow line takes as long as it takes.
        _http = new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        if (token is null)
        {
            return;
        }

        // A token with a line break or a space cannot be sent, and must not be quoted in a message either.
        if (token.Any(c => c is <= ' ' or > '~'))
        {
            throw new RefusedException(new Refusal("The token is not one that a node gives out", Advice: LoginAdvice.Again(url)));
        }

        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Url { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends, and returns once the answer's headers are here. The caller owns the answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The length of an upload decides how long its answer takes, so only requests without one have a deadline.
        using var deadline = new CancellationTokenSource(
            request.Content is StreamedContent ? Timeout.InfiniteTimeSpan : _answerDeadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable.From(Url, failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable.Silent(Url, failure);
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        return await SendAsync(request, cancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync<T>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var content = Json(body, type);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>A JSON body of known length: some proxies take no chunks.</summary>
    public static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    /// <summary>Throws unless the answer is a success.</summary>
    public async Task RequireAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw await NodeErrors.ReadAsync(Url, answer, _clock, cancellationToken);
        }
    }

    /// <summary>The success answer as a value; a refusal or a stranger's answer is thrown.</summary>
    public async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        await RequireAsync(answer, cancellationToken);
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw Stranger(answer);
        }
        catch (JsonException failure)
        {
            throw Stranger(answer, failure);
        }
        catch (HttpIOException failure)
        {
            throw Unreachable.BrokenOff(Url, failure);
        }
    }

    /// <summary>A success that makes no sense: whoever answers there is not a media node.</summary>
    public RefusedException Stranger(HttpResponseMessage answer, Exception? cause = null) => new(
        new Refusal("This does not answer like a media node", Url.Plain(), Status: (int)answer.StatusCode, Advice: "Check --url."),
        cause: cause);
}
