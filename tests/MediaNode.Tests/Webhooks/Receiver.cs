using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Webhooks;

/// <summary>A receiver of webhooks on loopback, which answers as a test tells it and remembers what it was told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _remembering = new();
    private readonly List<Received> _received = [];
    private int _atOnce;

    private Receiver(WebApplication app, Uri url) => (_app, Url) = (app, url);

    public Uri Url { get; }

    /// <summary>Answers; 200 when nothing else is said.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The most requests that were there at one time.</summary>
    public int MostAtOnce { get; private set; }

    public IReadOnlyList<Received> All
    {
        get
        {
            lock (_remembering)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>What it acknowledged, as <c>status id</c> or <c>text id</c>, in the order in which it did.</summary>
    public IReadOnlyList<string> Told => [.. All.Where(one => one.Answered == 200).SelectMany(one => one.Told)];

    public static async Task<Receiver> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        Receiver? receiver = null;
        app.Run(context => receiver!.ReceiveAsync(context));
        await app.StartAsync();
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return receiver = new Receiver(app, new Uri(certificate is null ? $"http://127.0.0.1:{port}/hook?token=1" : $"https://localhost:{port}/hook"));
    }

    public Task HeardAsync(int requests) => Eventually.HoldsAsync(() => All.Count >= requests, $"{requests} requests, and not {All.Count}");

    public Task ToldAsync(int events) => Eventually.HoldsAsync(() => Told.Count >= events, $"{events} events told, and not {Told.Count}");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        // Whatever a test is about: all that came is what the schema says.
        foreach (var one in All)
        {
            WebhookSchema.Check(one.Json);
        }
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var received = new Received(
            buffer.ToArray(), context.Request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}"), context.Connection.RemotePort);
        lock (_remembering)
        {
            _received.Add(received);
            MostAtOnce = Math.Max(MostAtOnce, ++_atOnce);
        }

        try
        {
            await Answer(received, context);
            received.Answered = context.RequestAborted.IsCancellationRequested ? null : context.Response.StatusCode;
        }
        finally
        {
            lock (_remembering)
            {
                _atOnce--;
            }
        }
    }
}

/// <summary>One webhook as it came.</summary>
internal sealed record Received(byte[] Body, IReadOnlyDictionary<string, string> Headers, int Port)
{
    public int? Answered { get; set; }

    public string Delivery => Headers["X-MediaNode-Delivery"];

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    public IEnumerable<string> Told => Json.TryGetProperty("statuses", out var statuses)
        ? statuses.EnumerateArray().Select(status => $"{status.GetProperty("status").GetString()} {status.GetProperty("id").GetString()}")
        : Json.TryGetProperty("messages", out var messages)
        ? messages.EnumerateArray().Select(message => $"{message.GetProperty("type").GetString()} {message.GetProperty("id").GetString()}")
        : Json.EnumerateObject().SelectMany(member => member.Value.EnumerateArray().Select(_ => member.Name));

    /// <summary>Whom it is about.</summary>
    public IEnumerable<string> Contacts => Json.TryGetProperty("statuses", out var statuses)
        ? statuses.EnumerateArray().Select(status => status.GetProperty("recipient_id").GetString()!)
        : Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("from").GetString()!);
}
