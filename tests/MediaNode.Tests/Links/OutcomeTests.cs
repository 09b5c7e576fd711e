using System.Net.Sockets;
using MediaNode.Catalog;
using MediaNode.Links;
using MediaNode.Problems;
using MediaNode.Settings;
using MediaNode.Volumes;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>What a fetch comes to, in words and on the volume.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData(404, "404 (Not Found)", true)]
    [InlineData(403, "403 (Forbidden)", true)]
    [InlineData(401, "401 (Unauthorized)", true)]
    [InlineData(410, "410 (Gone)", true)]
    [InlineData(201, "201 (Created)", true)]
    [InlineData(204, "204 (No Content)", true)]
    [InlineData(206, "206 (Partial Content)", true)]
    [InlineData(302, "302 (Found)", true)]
    [InlineData(300, "300 (Multiple Choices)", true)]
    [InlineData(304, "304 (Not Modified)", true)]
    [InlineData(408, "408 (Request Timeout)", false)]
    [InlineData(429, "429 (Too Many Requests)", false)]
    [InlineData(500, "500 (Internal Server Error)", false)]
    [InlineData(503, "503 (Service Unavailable)", false)]
    [InlineData(599, "599", false)]
    public async Task Anything_but_200_is_told_by_its_status_and_the_standards_words(int status, string error, bool final)
    {
        await using var origin = RawOrigin.Saying($"HTTP/1.1 {status} Words of its own\r\nContent-Length: 0\r\n\r\n");
        using var fetching = new Fetching();

        var failed = await fetching.FailAsync(origin.Url);

        failed.Error.ShouldBe(error);
        failed.IsFinal.ShouldBe(final);
        failed.RetryAfter.ShouldBeNull();
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 0)]
    [InlineData("999999999", 3600)]
    [InlineData("soon", null)]
    public async Task How_long_an_origin_wants_to_be_left_alone_is_told_within_reason(string said, int? seconds)
    {
        await using var origin = await Origin.SayingAsync(503, response => response.Headers.RetryAfter = said);
        using var fetching = new Fetching();

        (await fetching.FailAsync(origin.Url)).RetryAfter.ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
    }

    [Fact]
    public async Task A_time_to_come_back_at_is_read_as_well()
    {
        using var fetching = new Fetching();
        await using var origin = await Origin.SayingAsync(429, response =>
            response.Headers.RetryAfter = fetching.Machine.GetUtcNow().AddMinutes(5).ToString("r"));

        (await fetching.FailAsync(origin.Url)).RetryAfter!.Value.ShouldBe(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Where_nobody_listens_the_connection_is_refused()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)); // Bound, so that nobody else gets the port.
        using var fetching = new Fetching();

        (await fetching.FailAsync($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndPoint!).Port}/"))
            .ShouldBe(new LinkOutcome.Failed("connection refused", null, IsFinal: false, RetryAfter: null));
    }

    [Fact]
    public async Task Credentials_go_to_their_origin_and_nowhere_else_not_even_into_words()
    {
        await using var origin = await Origin.SayingAsync(403);
        using var fetching = new Fetching();
        LinkCredentials basic = new LinkCredentials.Basic("Käthe", "s3cret:x");
        LinkCredentials bearer = new LinkCredentials.Bearer("s3cret-token");

        var first = await fetching.FailAsync($"{origin.Url}/a?sig=s3cret", basic);
        var second = await fetching.FailAsync($"{origin.Url}/b", bearer);
        await fetching.FailAsync($"{origin.Url}/c");

        origin.Questions.Select(question => question["Authorization"]).ShouldBe(["Basic S8OkdGhlOnMzY3JldDp4", "Bearer s3cret-token", null]);
        string.Join('\n', [first.ToString(), second.ToString(), basic.ToString(), bearer.ToString(), $"{new LinkRequest("http://x/?s3cret", bearer, null, null)}", .. fetching.Log.Lines])
            .ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_token_that_cannot_be_a_header_is_not_sent()
    {
        await using var origin = await Origin.GivingAsync([1]);
        using var fetching = new Fetching();

        (await fetching.FailAsync(origin.Url, new LinkCredentials.Bearer("a\r\nX: y"))).Error.ShouldBe("unusable token of the provider");
        origin.Questions.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_origin_is_asked_for_the_file_as_it_is_and_given_no_cookie_back()
    {
        await using var origin = await Origin.GivingAsync([1], also: response => response.Headers.SetCookie = "id=1; Path=/");
        using var fetching = new Fetching();

        await fetching.GetAsync(origin.Url);
        await fetching.GetAsync(origin.Url);

        var question = origin.Questions[1];
        question["Accept-Encoding"].ShouldBe("identity");
        question["User-Agent"].ShouldBe("MediaNode");
        question.Headers.Keys.ShouldBe(["Host", "Accept", "User-Agent", "Accept-Encoding"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_full_volume_is_not_the_links_fault()
    {
        await using var origin = await Origin.GivingAsync(new byte[1000]);
        using var full = new Fetching(wrap: volume => new FullVolume(volume));
        using var filling = new Fetching(wrap: volume => new FillingVolume(volume));

        foreach (var fetching in new[] { full, filling })
        {
            (await fetching.FetchAsync(origin.Url)).ShouldBeOfType<LinkOutcome.Postponed>().Why.Problem.ShouldBe(Problem.VolumeFull);
            fetching.Files.ShouldBeEmpty();
            fetching.Budget.MemoryInUse.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Who_breaks_a_fetch_off_finds_nothing_left()
    {
        await using var origin = RawOrigin.Forever("HTTP/1.1 200 OK\r\n\r\n", [1]);
        using var fetching = new Fetching();
        using var enough = new CancellationTokenSource();

        var fetch = fetching.FetchAsync(origin.Url, cancellationToken: enough.Token);
        await Eventually.HoldsAsync(() => fetching.Written > 0, "the beginning is written");
        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(fetch);
        fetching.Files.ShouldBeEmpty();
        fetching.Budget.MemoryInUse.ShouldBe(0);
    }

    [Fact]
    public async Task However_often_fetches_fail_the_volume_is_as_it_was()
    {
        var answers = new Func<HttpContext, Task>[]
        {
            context => Task.FromResult(context.Response.StatusCode = 404),
            context => context.Response.Body.WriteAsync(new byte[200_000]).AsTask(),
            async context =>
            {
                context.Response.ContentLength = 150_000;
                await context.Response.Body.WriteAsync(new byte[140_000]);
                context.Abort();
            },
            context =>
            {
                context.Response.Headers.ContentEncoding = "gzip";
                return context.Response.Body.WriteAsync(new byte[10]).AsTask();
            },
            _ => Task.CompletedTask,
        };
        var asked = 0;
        await using var origin = await Origin.StartAsync(context => answers[Interlocked.Increment(ref asked) % answers.Length](context));
        using var fetching = new Fetching(options => options.MaxBytes = new ByteSize(190_000));

        for (var round = 0; round < 1000; round++)
        {
            (await fetching.FetchAsync(origin.Url)).ShouldBeOfType<LinkOutcome.Failed>();
        }

        fetching.Files.ShouldBeEmpty();
        fetching.Budget.MemoryInUse.ShouldBe(0);
    }

    [Theory]
    [InlineData("image/jpeg", "image/jpeg")]
    [InlineData("audio/ogg; codecs=opus", "audio/ogg; codecs=opus")]
    [InlineData(null, "image/png")]
    [InlineData("application/octet-stream", "image/png")]
    [InlineData("binary/octet-stream", "image/png")]
    [InlineData("text/plain; charset=utf-8", "image/png")]
    [InlineData("nonsense", "image/png")]
    [InlineData("image/jpeg\", text/html", "image/png")]
    [InlineData("multipart/mixed; boundary=x", "image/png")]
    public async Task The_type_is_the_origins_or_what_the_content_shows(string? said, string type)
    {
        await using var origin = await Origin.GivingAsync(Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), said);
        using var fetching = new Fetching();

        (await fetching.GetAsync(origin.Url)).Outcome.Type.ShouldBe(type);
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "hello, world\n", "text/plain; charset=utf-8")]
    [InlineData("text/plain", "<!doctype html><html></html>", "text/plain")]
    [InlineData("text/plain", "\u0001\u0002\u0003", "text/plain")]
    [InlineData("application/octet-stream", "\u0001\u0002\u0003", "application/octet-stream")]
    [InlineData(null, "\u0001\u0002\u0003", "application/octet-stream")]
    public async Task Text_stays_text_and_what_nobody_knows_is_bytes(string? said, string content, string type)
    {
        await using var origin = await Origin.GivingAsync([.. content.Select(one => (byte)one)], said);
        using var fetching = new Fetching();

        (await fetching.GetAsync(origin.Url)).Outcome.Type.ShouldBe(type);
    }

    [Fact]
    public async Task What_was_fetched_can_be_synced_published_and_read_under_the_id_that_was_given()
    {
        var bytes = Bytes.Random(300_000);
        await using var origin = await Origin.GivingAsync(bytes);
        using var fetching = new Fetching();

        var fetched = (await fetching.FetchAsync(origin.Url)).ShouldBeOfType<LinkOutcome.Fetched>();
        await fetching.Volume.SyncAsync(fetched.Bytes);
        fetching.Volume.Publish(fetched.Bytes.Key);
        fetched.Bytes.Keep();
        fetched.Bytes.Dispose();

        fetched.Bytes.Key.Folder.ShouldBe(BlobFolder.Outgoing);
        (await File.ReadAllBytesAsync(fetching.Volume.PathOf(fetched.Bytes.Key))).ShouldBe(bytes);
    }

    [Fact]
    public async Task The_nodes_own_fetcher_goes_by_its_settings()
    {
        await using var origin = await Origin.GivingAsync(new byte[2000]);
        await using var closed = await TestNode.StartAsync();
        await using var open = await TestNode.StartAsync(["--Links:AllowedNetworks=127.0.0.0/8", "--Links:MaxBytes=1 KB"]);
        var request = new LinkRequest(origin.Url, null, null, null);

        var refused = await closed.Part<ILinkFetcher>().FetchAsync(request, MediaId.New(TimeProvider.System), default);
        var tooLarge = await open.Part<ILinkFetcher>().FetchAsync(request, MediaId.New(TimeProvider.System), default);

        refused.ShouldBeOfType<LinkOutcome.Failed>().Error.ShouldBe("not allowed: 127.0.0.1 is the node's own machine");
        tooLarge.ShouldBeOfType<LinkOutcome.Failed>().Error.ShouldBe("larger than 1 KB");
        open.Files.ShouldBeEmpty();
    }

    private sealed class FullVolume(IVolume inner) : WrappedVolume(inner)
    {
        public override VolumeSpace Space => new(1 << 20, 0, 0);
    }

    /// <summary>Full the moment something is to be written.</summary>
    private sealed class FillingVolume(IVolume inner) : WrappedVolume(inner)
    {
        public override BlobWriter Create(BlobKey key) => throw new IOException("No space left on device", 28);
    }
}
