using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Links;

/// <summary>An origin on loopback, which answers as a test tells it and remembers what it was asked.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Question> _questions = new();

    private Origin(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    /// <summary>Without a slash at its end.</summary>
    public string Url => $"http://127.0.0.1:{Port}";

    public IReadOnlyList<Question> Questions => [.. _questions];

    /// <param name="answer">What it says to everything.</param>
    /// <param name="certificate">For TLS.</param>
    /// <param name="address">Of loopback.</param>
    /// <param name="port">By default any that is free.</param>
    public static async Task<Origin> StartAsync(Func<HttpContext, Task> answer, X509Certificate2? certificate = null, string address = "127.0.0.1", int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(address), port, listen =>
            {
                if (certificate is not null)
                {
                    // Offline, or Kestrel itself would ask for the issuer that the certificate names.
                    var shown = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
                    listen.UseHttps(new TlsHandshakeCallbackOptions
                    {
                        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = shown }),
                    });
                }
            });
        });
        var app = builder.Build();
        Origin? origin = null;
        app.Run(context =>
        {
            origin!._questions.Enqueue(new Question(
                context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            return answer(context);
        });
        await app.StartAsync();
        origin = new Origin(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        return origin;
    }

    /// <summary>An origin that gives these bytes.</summary>
    public static Task<Origin> GivingAsync(byte[] bytes, string? type = "image/jpeg", Action<HttpResponse>? also = null) => StartAsync(async context =>
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        also?.Invoke(context.Response);
        await context.Response.Body.WriteAsync(bytes);
    });

    /// <summary>An origin that gives a status and no more.</summary>
    public static Task<Origin> SayingAsync(int status, Action<HttpResponse>? also = null) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        also?.Invoke(context.Response);
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

/// <param name="Target">As it stood in the request, byte for byte.</param>
/// <param name="Headers">By name.</param>
internal sealed record Question(string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string name] => Headers.GetValueOrDefault(name);
}
