using System.Net;
using System.Text;
using MediaNode.Uploads;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Uploads;

public class UploadRefusalTests(SharedNode shared) : IClassFixture<SharedNode>, IAsyncLifetime
{
    private readonly TestNode _node = shared.Node;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Whatever was refused, nothing of it is left: not on the volume, not in the catalogue, not in the budget.</summary>
    public async ValueTask DisposeAsync()
    {
        await Eventually.HoldsAsync(() => _node.Files.Count == 0, "the volume is empty");
        await Eventually.HoldsAsync(() => _node.Part<UploadBudget>().MemoryInUse == 0, "the budget is given back");
        (await _node.MediaAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, 1008, "no Content-Type")]
    [InlineData("", 1008, "no Content-Type")]
    [InlineData("jpeg", 1009, "subtype")]
    [InlineData("image/", 1009, "subtype")]
    [InlineData("image/*", 1009, "wildcard")]
    [InlineData("image/jpeg, image/png", 1009, "list")]
    [InlineData("image/jpeg; q", 1009, "value")]
    [InlineData("image/jpeg; a=1; a=2", 1009, "repeats")]
    [InlineData("image/jpeg; name=\"open", 1009, "not closed")]
    [InlineData("multipart/form-data; boundary=x", 1009, "--data-binary")]
    [InlineData("Multipart/Mixed; boundary=x", 1009, "--data-binary")]
    public async Task A_type_that_is_missing_or_wrong_is_refused_with_what_would_be_accepted(string? type, int code, string details)
    {
        using var refused = await _node.SendAsync(
            HttpMethod.Post, "/v1/media", Bytes.Random(100), headers: type is null ? [] : [("Content-Type", type)]);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, code)).ShouldContain(details);
    }

    [Fact]
    public async Task A_type_of_two_headers_is_refused()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(
            _node, "POST", "/v1/media", "Content-Type: image/png", "Content-Type: image/jpeg", "Content-Length: 3") + "abc");

        var answer = await client.ReadAsync();

        answer.Status.ShouldBe(400);
        answer.Text.ShouldContain("2 Content-Type headers");
    }

    [Fact]
    public async Task A_type_with_other_letters_than_ASCII_is_refused_without_repeating_it()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        var head = PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: imäge/jpeg", "Content-Length: 3");
        await client.SendAsync(Encoding.UTF8.GetBytes(head + "abc"));

        var answer = await client.ReadAsync();

        answer.Status.ShouldBe(400);
        answer.Text.ShouldContain("Character 3 is U+00E4; only printable ASCII is accepted.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity, gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_refused(string encoding)
    {
        using var refused = await _node.SendAsync(
            HttpMethod.Post, "/v1/media", Bytes.Random(100), headers: [("Content-Type", "image/png"), ("Content-Encoding", encoding)]);

        (await refused.ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType, 1009)).ShouldContain("Only identity is accepted");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_body_is_refused(bool chunked)
    {
        using var refused = await _node.PostMediaAsync([], chunked: chunked);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1008)).ShouldContain("must be the file itself");
    }

    [Fact]
    public async Task A_request_without_any_body_is_refused()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: image/png"));

        var answer = await client.ReadAsync();

        answer.Status.ShouldBe(400);
        answer.Text.ShouldContain("\"code\":1008");
    }

    [Fact]
    public async Task Without_a_login_an_upload_is_refused_and_the_refusal_is_read()
    {
        using var refused = await _node.SendAsync(HttpMethod.Post, "/v1/media", Bytes.Random(20 << 20), "nobody", ("Content-Type", "image/png"));

        (await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldBe("Invalid credentials.");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public async Task A_body_that_ends_before_its_length_is_not_taken(int length)
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: image/png", $"Content-Length: {length}"));
        await client.SendAsync(Bytes.Random(length - 1));
        client.FinishSending();

        // Kestrel takes a client that stops there for gone, and says nothing more to it.
        Encoding.UTF8.GetString(await client.ReadBodyAsync(1000)).ShouldNotContain("\"id\"");
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_refused_in_time()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: image/png", "Content-Length: 10") + "abc");

        var answer = await client.ReadAsync();

        answer.Status.ShouldBe(408);
        answer.Text.ShouldContain("\"code\":1025");
        answer.Text.ShouldContain("came too slowly; nothing of it was kept");
        answer.Headers["Connection"].ShouldBe("close");
    }

    [Theory]
    [InlineData("zz\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabcdef\r\n0\r\n\r\n")]
    [InlineData("-1\r\n\r\n")]
    public async Task A_body_with_malformed_chunks_is_refused(string body)
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: image/png", "Transfer-Encoding: chunked") + body);

        var answer = await client.ReadAsync();

        answer.Status.ShouldBe(400);
        answer.Text.ShouldContain("\"code\":1025");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_away_leaves_nothing(bool chunked)
    {
        var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(
            _node, "POST", "/v1/media", "Content-Type: image/png", chunked ? "Transfer-Encoding: chunked" : "Content-Length: 1000000"));
        await client.SendAsync(chunked ? $"{300_000:x}\r\n" : "");
        await client.SendAsync(Bytes.Random(300_000));
        await Eventually.HoldsAsync(() => _node.Files.Any(file => new FileInfo(file).Length > 0), "bytes are on the volume");

        client.Reset();
    }
}
