using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Addresses;
using MediaNode.Business;
using MediaNode.Catalog;
using Microsoft.Extensions.Options;

namespace MediaNode.Webhooks;

/// <summary>Sends a body to the receiver once, and tells what came of it.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Of an answer no more is read: what it says helps nobody but whoever looks for a fault.</summary>
    public const int MostOfAnswer = 64 << 10;

    private const int MostShown = 200;

    private readonly IApplicationSettings _settings;
    private readonly WebhookOptions _options;
    private readonly INames _names;
    private readonly byte[] _secret;
    private readonly TimeProvider _clock;
    private readonly TimeProvider _machine;
    private readonly Lock _replacing = new();
    private (HttpClient Client, string? Ca)? _http;

    /// <param name="settings">Whose CA holds.</param>
    /// <param name="options">Checked.</param>
    /// <param name="names">Looks the receiver's name up.</param>
    /// <param name="clock">The node's.</param>
    /// <param name="machine">For the deadline: a turned clock makes no receiver slower.</param>
    public WebhookSender(IApplicationSettings settings, IOptions<WebhookOptions> options, INames names, TimeProvider clock, TimeProvider machine) =>
        (_settings, _options, _names, _secret, _clock, _machine) =
        (settings, options.Value, names, Encoding.UTF8.GetBytes(options.Value.Secret), clock, machine);

    /// <exception cref="OperationCanceledException">By whoever asked.</exception>
    public async Task<WebhookAnswer> SendAsync(Uri url, WebhookBatch batch, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _machine);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var started = _machine.GetTimestamp();
        int? status = null;
        var (beginning, failure) = ("", default(string));
        try
        {
            using var request = Request(url, batch);
            using var response = await Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            status = (int)response.StatusCode;
            beginning = await ReadAsync(response, either.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            failure = string.Create(CultureInfo.InvariantCulture, $"The receiver did not answer within {_options.Deadline.TotalSeconds:0} s.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidOperationException or NotSupportedException or CryptographicException)
        {
            // The last three: an address that is none for HTTP, and certificates that cannot be read.
            failure = $"The receiver could not be asked: {Innermost(broken).Message.TrimEnd('.')}.";
        }

        // Once it said 200 it has the events, whatever becomes of the rest of what it says.
        return new WebhookAnswer(_clock.GetUtcNow(), status, _machine.GetElapsedTime(started), beginning, status is null ? failure : null);
    }

    public void Dispose() => _http?.Client.Dispose();

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (buffer, shown, read) = (new byte[4096], new byte[MostShown], 0);
        while (read < MostOfAnswer)
        {
            int more;
            try
            {
                more = await body.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
            {
                break;
            }

            if (more == 0)
            {
                break;
            }

            buffer.AsSpan(0, Math.Clamp(MostShown - read, 0, more)).CopyTo(shown.AsSpan(Math.Min(read, MostShown)));
            read += more;
        }

        return Encoding.UTF8.GetString(shown, 0, Math.Min(read, MostShown));
    }

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure;
    }

    private HttpRequestMessage Request(Uri url, WebhookBatch batch)
    {
        var content = new ByteArrayContent(batch.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content, Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("X-MediaNode-Delivery", batch.Delivery);
        if (_secret.Length > 0)
        {
            // By the machine's clock: the receiver compares it with its own, and nobody turns that.
            var timestamp = _machine.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation("X-MediaNode-Timestamp", timestamp);
            request.Headers.TryAddWithoutValidation("X-MediaNode-Signature-256", Signature(batch.Body));
            request.Headers.TryAddWithoutValidation(
                "X-MediaNode-Timed-Signature-256", Signature([.. Encoding.ASCII.GetBytes($"{timestamp}.{batch.Delivery}."), .. batch.Body]));
        }

        return request;
    }

    private string Signature(byte[] signed) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(_secret, signed))}";

    private HttpClient Client()
    {
        var ca = _settings.WebhookCa;
        lock (_replacing)
        {
            if (_http is not { } present || present.Ca != ca)
            {
                // What is under way on the one before ends by itself; its connections are closed when they are idle.
                _http = present = (new HttpClient(WebhookConnection.Handler(_options, _names, ca)) { Timeout = Timeout.InfiniteTimeSpan }, ca);
            }

            return present.Client;
        }
    }
}
