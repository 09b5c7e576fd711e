using System.Collections.Concurrent;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Simulator.Phones;

/// <summary>A media server that gives what it was given, and can be told to behave otherwise.</summary>
internal sealed class SmallMediaServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private int _paths;

    private SmallMediaServer(WebApplication app) => _app = app;

    /// <summary>What happens instead, given how many requests came before this one; null for nothing.</summary>
    public Func<HttpContext, int, Task<bool>>? Instead { get; set; }

    /// <summary>Path and query of every request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public string Url => $"{_app.Urls.Single()}/media-hosts/mmg-1";

    public static async Task<SmallMediaServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new SmallMediaServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Keeps sealed bytes.</summary>
    /// <returns>Their path, with a query as real ones have.</returns>
    public string Put(byte[] sealedBytes, DateTimeOffset? expires = null)
    {
        var path = $"/v/t62.7118-24/{Interlocked.Increment(ref _paths)}_n.enc";
        _blobs[$"/media-hosts/mmg-1{path}"] = sealedBytes;
        return $"{path}?ccb=11-4&oe={(expires ?? DateTimeOffset.UnixEpoch.AddYears(200)).ToUnixTimeSeconds():X}&_nc_sid=5e03e0";
    }

    public void Remove(string path) => _blobs.TryRemove($"/media-hosts/mmg-1{path.Split('?')[0]}", out _);

    /// <summary>Seals bytes, keeps them, and makes what a message says of them.</summary>
    public SentPicture Seal(byte[] plain, Kind kind = Kind.Image, DateTimeOffset? expires = null)
    {
        var key = MediaKey.New();
        var (bytes, seal) = Sealer.SealWhole(plain, key, SealingPurpose.Of(kind));
        var path = Put(bytes, expires);
        return new SentPicture(kind, key, bytes, seal, path, Url + path);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var before = _requests.Count;
        _requests.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
        if (Instead is { } other && await other(context, before))
        {
            return;
        }

        if (!_blobs.TryGetValue(context.Request.Path, out var bytes))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }
}

/// <summary>What a node knows of a media that it has sealed and uploaded.</summary>
internal sealed record SentPicture(Kind Kind, MediaKey Key, byte[] Sealed, Seal Seal, string DirectPath, string Url)
{
    public Dictionary<string, object> ToMedia()
    {
        var key = new byte[MediaKey.Length];
        Key.CopyTo(key);
        return new Dictionary<string, object>
        {
            ["kind"] = Kinds.NameOf(Kind),
            ["mimetype"] = Kind == Kind.Document ? "application/pdf" : "image/jpeg",
            ["url"] = Url,
            ["direct_path"] = DirectPath,
            ["media_key"] = Convert.ToBase64String(key),
            ["media_key_timestamp"] = 1_700_000_000,
            ["file_sha256"] = Convert.ToBase64String(Seal.Digests.Plain.Span),
            ["file_enc_sha256"] = Convert.ToBase64String(Seal.Digests.Sealed.Span),
            ["file_length"] = Seal.Length,
            ["jpeg_thumbnail"] = Convert.ToBase64String([1, 2, 3]),
            ["width"] = 800,
            ["height"] = 600,
        };
    }
}
