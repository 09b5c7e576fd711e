using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Upstreams;

/// <summary>One request to a media server.</summary>
internal sealed record MediaCall(string Host, string Type, string Token, bool Asks, long Offset, long? Length);

/// <summary>WhatsApp's side as docs/line.md has it, on a real socket, with every request noted and any answer replaced.</summary>
internal sealed class FakeLine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, byte[]> _partial = new();
    private readonly ConcurrentDictionary<string, string> _whole = new();
    private int _lodged;

    private FakeLine(TimeProvider clock)
    {
        _clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url { get; private set; } = null!;

    public ConcurrentQueue<MediaCall> Calls { get; } = new();

    /// <summary>Bodies of the other calls, by what follows the number: <c>messages</c>.</summary>
    public ConcurrentQueue<(string What, string Body)> Told { get; } = new();

    public IEnumerable<MediaCall> Uploads => Calls.Where(call => !call.Asks);

    public int ConnAsked { get; private set; }

    public string Auth { get; set; } = "a/b+c=";

    public string Hosts { get; set; } = "mmg-1 mmg-2 mmg-fallback";

    /// <summary>How long a blob is kept.</summary>
    public TimeSpan Keeps { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Answers instead, and says so; for media servers.</summary>
    public Func<HttpContext, MediaCall, Task<bool>>? Instead { get; set; }

    /// <summary>What is answered to the other calls: a status and a body.</summary>
    public Func<string, string, (int Status, string Body)> Answer { get; set; } = (_, _) => (200, "{}");

    public int? RetryAfter { get; set; }

    public static async Task<FakeLine> StartAsync(TimeProvider? clock = null)
    {
        var line = new FakeLine(clock ?? TimeProvider.System);
        await line._app.StartAsync();
        line.Url = new Uri(line._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return line;
    }

    /// <summary>Takes so many bytes of a body and breaks off.</summary>
    public async Task CutAsync(HttpContext context, MediaCall call, int after)
    {
        var bytes = new byte[after];
        await context.Request.Body.ReadExactlyAsync(bytes);
        _partial[call.Token] = [.. _partial.GetValueOrDefault(call.Token, []), .. bytes];
        context.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Trim('/').Split('/');
        if (parts[0] == "media-hosts")
        {
            await MediaAsync(context, parts[1], parts[3], parts[4]);
        }
        else if (parts[2] == "media_conn")
        {
            ConnAsked++;
            var hosts = Hosts.Split(' ').Select(host =>
                $$"""{"hostname":"{{host}}","url":"{{Url}}media-hosts/{{host}}","type":"{{(host == "mmg-fallback" ? "fallback" : "primary")}}"}""");
            await WriteAsync(context, 200, $$"""{"auth":"{{Auth}}","ttl":300,"auth_ttl":3600,"max_buckets":12,"hosts":[{{string.Join(',', hosts)}}]}""");
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = context.Request.Method == "GET" ? context.Request.QueryString.Value! : await reader.ReadToEndAsync();
            Told.Enqueue((parts[2], body));
            var (status, answer) = Answer(parts[2], body);
            await WriteAsync(context, status, answer);
        }
    }

    private async Task MediaAsync(HttpContext context, string host, string type, string token)
    {
        var query = context.Request.Query;
        var offset = query.TryGetValue("file_offset", out var from) ? long.Parse(from!, CultureInfo.InvariantCulture) : 0;
        var call = new MediaCall(host, type, token, query["resume"] == "1", offset, context.Request.ContentLength);
        Calls.Enqueue(call);
        if (Instead is { } instead && await instead(context, call))
        {
            return;
        }

        if (query["auth"] != Auth || query["token"] != token)
        {
            await WriteAsync(context, 401, "");
        }
        else if (call.Asks)
        {
            await WriteAsync(context, 200, _whole.TryGetValue(token, out var path)
                ? Placed(path, "\"resume\":\"complete\",")
                : $$"""{"resume":"{{_partial.GetValueOrDefault(token, []).Length}}"}""");
        }
        else
        {
            await UploadAsync(context, call, offset);
        }
    }

    private async Task UploadAsync(HttpContext context, MediaCall call, long offset)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        running.AppendData(_partial.GetValueOrDefault(call.Token, []).AsSpan(0, (int)offset));
        while (await context.Request.BodyReader.ReadAsync() is var read && !(read.Buffer.IsEmpty && read.IsCompleted))
        {
            foreach (var piece in read.Buffer)
            {
                running.AppendData(piece.Span);
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        }

        if (Base64Url.EncodeToString(running.GetHashAndReset()) != call.Token)
        {
            await WriteAsync(context, 415, "");
            return;
        }

        var expiry = (_clock.GetUtcNow() + Keeps).ToUnixTimeSeconds();
        var path = string.Create(CultureInfo.InvariantCulture, $"/v/{Interlocked.Increment(ref _lodged)}.enc?ccb=11-4&oe={expiry:X}&_nc_sid=1");
        _whole[call.Token] = path;
        await WriteAsync(context, 200, Placed(path, ""));
    }

    private string Placed(string path, string more) => $$"""{{{more}}"url":"{{Url.AbsoluteUri.TrimEnd('/')}}{{path}}","direct_path":"{{path}}","handle":"h"}""";

    public async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        if (RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }
}
