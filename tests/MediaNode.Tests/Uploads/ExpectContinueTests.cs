using Shouldly;
using Xunit;

namespace MediaNode.Tests.Uploads;

public class ExpectContinueTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Fact]
    public async Task An_upload_that_will_be_taken_is_asked_for()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: image/png", "Content-Length: 5", "Expect: 100-continue"));
        (await client.ReadAsync()).Status.ShouldBe(100);

        await client.SendAsync("hello");
        (await client.ReadAsync()).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_chunked_upload_that_will_be_taken_is_asked_for()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(
            _node, "POST", "/v1/media", "Content-Type: image/png", "Transfer-Encoding: chunked", "Expect: 100-continue"));
        (await client.ReadAsync()).Status.ShouldBe(100);

        await client.SendAsync("5\r\nhello\r\n0\r\n\r\n");
        (await client.ReadAsync()).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData(400, "Content-Length: 5")]
    [InlineData(400, "Content-Length: 5", "Content-Type: nonsense")]
    [InlineData(400, "Content-Length: 5", "Content-Type: multipart/form-data; boundary=x")]
    [InlineData(415, "Content-Length: 5", "Content-Type: image/png", "Content-Encoding: gzip")]
    [InlineData(413, "Content-Length: 5000000000", "Content-Type: image/png")]
    [InlineData(401, "Content-Length: 5", "Content-Type: image/png", "Authorization: Bearer nobody")]
    public async Task An_upload_that_is_refused_is_refused_before_a_byte_of_it_was_sent(int status, params string[] headers)
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        var head = PlainSocket.Head(_node, "POST", "/v1/media", ["Expect: 100-continue", .. headers]);
        if (status == 401)
        {
            head = head.Replace($"Authorization: {_node.Client.DefaultRequestHeaders.Authorization}\r\n", "", StringComparison.Ordinal);
        }

        await client.SendAsync(head);

        var answer = await client.ReadAsync();
        answer.Status.ShouldBe(status);
        answer.Text.ShouldContain("\"errors\":[{");
        answer.Headers["Connection"].ShouldBe("close"); // The client may send the body or not: only a new connection is unambiguous.
        client.FinishSending();
        (await client.ReadBodyAsync(1)).ShouldBeEmpty(); // And nothing follows, no late 100 either.
    }
}
