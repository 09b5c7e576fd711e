using System.Net;
using System.Text;
using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public class LogPrivacyTests
{
    private const string Marker = "marker";

    [Fact]
    public async Task Whatever_clients_send_none_of_it_is_logged()
    {
        using var log = new CapturedLog();
        var wrap = WrappedVolume.Install(real => new SometimesFaultyVolume(real));
        string token;
        await using (var node = await TestNode.StartAsync(["--Uploads:MaxBytes=1 MB", "--Access:ApiKey=marker-api-key"], configure: services =>
        {
            services.AddSingleton<ILoggerProvider>(log);
            wrap(services);
        }))
        {
            token = await node.AddUserAsync("marker-user", "Marker-1234");
            await LogInBadlyAsync(node);
            await UploadBadlyAsync(node, token);
            await DownloadBadlyAsync(node);
            await AskForNonsenseAsync(node);
        }

        log.Lines.Count.ShouldBeGreaterThan(5);
        foreach (var line in (string[])["Login refused", "is Missing now", "is Damaged now", "A request failed", "could not be written"])
        {
            log.Lines.ShouldContain(logged => logged.Contains(line, StringComparison.Ordinal), line);
        }

        log.Lines.Where(line => line.Contains(Marker, StringComparison.OrdinalIgnoreCase) || line.Contains(token, StringComparison.Ordinal)
            || line.Contains(TestNode.Password, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static async Task LogInBadlyAsync(TestNode node)
    {
        using var wrong = await node.PostLoginAsync("marker-user", "Marker-wrong");
        using var weak = await node.PostLoginAsync("marker-user", "Marker-1234", "marker");
        using var malformed = await node.SendJsonAsync(HttpMethod.Post, "/v1/users", "{\"marker");
        using var basic = await node.SendAsync(HttpMethod.Post, "/v1/users/login", headers: ("Authorization", "Basic marker"));
        using var apiKey = await node.GetAsync("/v1/health", ("Authorization", "Apikey marker-wrong-key"));
        using var bearer = await node.SendAsync(HttpMethod.Get, "/v1/health", bearer: "marker");
        bearer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task UploadBadlyAsync(TestNode node, string token)
    {
        foreach (var type in (string[])["marker/x; name=\"marker.jpg\"", "marker", "multipart/marker", "marker/fail"])
        {
            using var response = await node.SendAsync(HttpMethod.Post, "/v1/media?marker=marker", Bytes.Random(1000), token,
                ("Content-Type", type), ("X-Marker", "marker"), ("Content-Disposition", "attachment; filename=marker.jpg"));
        }

        using var failing = await node.SendAsync(
            HttpMethod.Post, "/v1/media", Bytes.Random(SometimesFaultyVolume.FailingLength), token, ("Content-Type", "marker/x"));
        failing.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        using var large = await node.SendAsync(HttpMethod.Post, "/v1/media", Bytes.Random(2 << 20), token, ("Content-Type", "marker/x"));

        using var client = await PlainSocket.ConnectAsync(node);
        await client.SendAsync(PlainSocket.Head(node, "POST", "/v1/media", "Content-Type: marker/x", "Transfer-Encoding: chunked") + "marker\r\n");
        (await client.ReadAsync()).Status.ShouldBe(400);
        using var gone = await PlainSocket.ConnectAsync(node);
        await gone.SendAsync(PlainSocket.Head(node, "POST", "/v1/media", "Content-Type: marker/x", "Content-Length: 10") + "marker");
        gone.Reset();
    }

    private static async Task DownloadBadlyAsync(TestNode node)
    {
        var missing = await node.UploadAsync(Encoding.UTF8.GetBytes("marker"), "marker/x");
        File.Delete(node.FileOf(missing));
        (await node.StatusAsync($"/v1/media/{missing}?marker")).ShouldBe(HttpStatusCode.NotFound);

        var damaged = await node.UploadAsync(Encoding.UTF8.GetBytes("marker"), "marker/x");
        await File.WriteAllTextAsync(node.FileOf(damaged), "MARKER");
        (await node.StatusAsync($"/v1/media/{damaged}")).ShouldBe(HttpStatusCode.InternalServerError);

        var faulty = await node.UploadAsync(Bytes.Random(SometimesFaultyVolume.FaultyLength), "marker/x");
        (await node.StatusAsync($"/v1/media/{faulty}?marker")).ShouldBe(HttpStatusCode.InternalServerError);

        using var range = await node.GetAsync($"/v1/media/{faulty}", ("Range", "bytes=marker"), ("If-None-Match", "\"marker\""));
        using var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{damaged}?marker");
    }

    private static async Task AskForNonsenseAsync(TestNode node)
    {
        foreach (var (method, path) in ((string, string)[])
            [("GET", "/marker"), ("MARKER", "/v1/media"), ("GET", "/v1/media/marker"), ("DELETE", "/v1/users/marker-user"), ("GET", "/api/media?after=marker"),
                ("GET", "/docs/marker"), ("GET", "/v1/users/marker")])
        {
            using var response = await node.SendAsync(new HttpMethod(method), path, headers: ("User-Agent", "marker"));
        }

        foreach (var raw in (string[])["marker\r\n\r\n", "GET /marker HTTP/9.9\r\n\r\n", "GET /marker HTTP/1.1\r\nmarker\r\n\r\n"])
        {
            using var client = await PlainSocket.ConnectAsync(node);
            await client.SendAsync(raw);
            await client.ReadBodyAsync(1000);
        }
    }

    private sealed class SometimesFaultyVolume(IVolume inner) : WrappedVolume(inner)
    {
        public const int FailingLength = 4711;
        public const int FaultyLength = 4712;

        public override Task SyncAsync(BlobWriter blob) =>
            blob.Length == FailingLength ? Task.FromException(new IOException("Input/output error", 5)) : base.SyncAsync(blob);

        public override Blob? Open(BlobKey key)
        {
            var blob = base.Open(key);
            return blob?.Length == FaultyLength ? throw new InvalidOperationException("A fault.") : blob;
        }
    }
}
