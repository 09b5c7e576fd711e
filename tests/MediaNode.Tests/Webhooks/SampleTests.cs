using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>The receiver that docs/samples shows, as a process: it believes nobody without the secret, and handles each webhook once.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private const string Secret = "not a real one";
    private const string Delivery = "01a204eb-9b87-7cdb-b425-d8b8f387550a";

    private static readonly byte[] _body = """{"errors":[{"code":1,"title":"t"}]}"""u8.ToArray();

    private readonly TempDirectory _inbox = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private Process? _sample;
    private Uri? _url;

    private string[] Inbox => [.. Directory.GetFiles(_inbox.Path).Select(file => Path.GetFileName(file))];

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("node", [Repository.File("docs", "samples", "receiver.js")]) { RedirectStandardOutput = true };
        (start.Environment["WEBHOOK_SECRET"], start.Environment["INBOX"], start.Environment["PORT"]) = (Secret, _inbox.Path, "0");
        _sample = Process.Start(start)!;
        var line = (await _sample.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        _url = new Uri($"http://127.0.0.1:{line.Split(' ')[^1]}/hook");
    }

    public async ValueTask DisposeAsync()
    {
        _sample!.Kill();
        await _sample.WaitForExitAsync();
        _sample.Dispose();
        _client.Dispose();
        _inbox.Dispose();
    }

    [Fact]
    public async Task What_the_node_sends_is_kept_once_though_the_first_acknowledgement_is_lost()
    {
        await using var between = await Receiver.StartAsync();
        between.Answer = async (received, context) =>
        {
            using var answer = await PostAsync(received.Body, received.Headers);
            // The sample has it; the node does not hear of it the first time.
            context.Response.StatusCode = between.All.Count == 1 ? 502 : (int)answer.StatusCode;
        };
        await using var node = await WebhookNode.StartAsync(between, [$"--Webhooks:Secret={Secret}"]);

        await node.WriteAsync(("in", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "one attempt failed");
        node.Turn(TimeSpan.FromSeconds(3));
        await between.ToldAsync(1);
        await node.WaitingAsync(0);

        between.All.Select(one => one.Delivery).ShouldBe([between.All[0].Delivery, between.All[0].Delivery]);
        Inbox.ShouldBe([$"{between.All[0].Delivery}.json"]);
        (await File.ReadAllTextAsync(Path.Combine(_inbox.Path, Inbox[0]))).ShouldBe(Encoding.UTF8.GetString(between.All[0].Body));
    }

    [Fact]
    public async Task The_same_id_twice_is_handled_once_and_acknowledged_twice()
    {
        var headers = Headers(Now());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusAsync(_body, headers)));

        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
        Inbox.ShouldBe([$"{Delivery}.json"]);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-86_400)]
    public async Task An_old_time_is_refused_though_its_signature_is_right(int seconds) => await RefusedAsync(_body, Headers(Now() + seconds));

    [Fact]
    public async Task Whatever_was_changed_on_the_way_is_refused()
    {
        var now = Now();
        var right = Headers(now);

        await RefusedAsync([.. _body, (byte)' '], right);
        await RefusedAsync(_body, With(right, "X-MediaNode-Delivery", "01a204eb-9b87-7cdb-b425-d8b8f387550b"));
        await RefusedAsync(_body, With(right, "X-MediaNode-Timestamp", $"{now - 1}"));
        await RefusedAsync(_body, Headers(now, secret: "another"));
        await RefusedAsync(_body, Headers(now, delivery: "../../../tmp/out"));
        foreach (var signature in (string[])["", "sha256=", "sha256=00", $"sha256={new string('0', 64)}", "sha1=00", right["X-MediaNode-Timed-Signature-256"] + "0"])
        {
            await RefusedAsync(_body, With(right, "X-MediaNode-Timed-Signature-256", signature));
        }

        foreach (var name in right.Keys)
        {
            await RefusedAsync(_body, right.Where(header => header.Key != name).ToDictionary());
        }

        (await StatusAsync(_body, right)).ShouldBe(HttpStatusCode.OK);
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static Dictionary<string, string> Headers(long timestamp, string delivery = Delivery, string secret = Secret)
    {
        var time = timestamp.ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"{time}.{delivery}."), .. _body]);
        return new Dictionary<string, string>
        {
            ["X-MediaNode-Delivery"] = delivery,
            ["X-MediaNode-Timestamp"] = time,
            ["X-MediaNode-Timed-Signature-256"] = $"sha256={Convert.ToHexStringLower(signature)}",
        };
    }

    private static Dictionary<string, string> With(Dictionary<string, string> headers, string name, string value) => new(headers) { [name] = value };

    private async Task RefusedAsync(byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        (await StatusAsync(body, headers)).ShouldBe(HttpStatusCode.Unauthorized);
        Inbox.ShouldBeEmpty();
    }

    private async Task<HttpStatusCode> StatusAsync(byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        using var answer = await PostAsync(body, headers);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers.Where(header => header.Key.StartsWith("X-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request);
    }
}
