using System.Collections.Concurrent;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Hostile.Browsing;

/// <summary>A server that scripts call when they run, and that serves pages of its own, without any of the node's precautions.</summary>
internal sealed class Trap : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, (byte[] Body, string Type)> _pages = new();
    private readonly ConcurrentQueue<string> _calls = new();

    private Trap(WebApplication server) => _server = server;

    public Uri Url => new(_server.Urls.First());

    /// <summary>What a script does that got to run.</summary>
    public string Script => $"document.title='owned';new Image().src='{Url}called';";

    /// <summary>What scripts asked for.</summary>
    public IReadOnlyCollection<string> Calls => [.. _calls];

    public static async Task<Trap> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var trap = new Trap(builder.Build());
        trap._server.Run(trap.AnswerAsync);
        await trap._server.StartAsync();
        return trap;
    }

    /// <summary>Puts up a page.</summary>
    public Uri Serve(string name, byte[] body, string type = MediaTypeNames.Text.Html)
    {
        _pages[$"/{name}"] = (body, type);
        return new Uri(Url, name);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (_pages.TryGetValue(context.Request.Path, out var page))
        {
            context.Response.ContentType = page.Type;
            await context.Response.Body.WriteAsync(page.Body);
            return;
        }

        if (context.Request.Path != "/favicon.ico")
        {
            _calls.Enqueue(context.Request.Path);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
