using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>The type of a media is a stranger's text in a header of ours: it splits nothing and makes no browser run anything.</summary>
public sealed class MediaTypeHeaderTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Theory]
    [InlineData("image/png\r\n X: folded")]
    [InlineData("image/png\r\n\tX: folded")]
    [InlineData("image/png\rX: y")]
    [InlineData("image/png\nX: y\r\nContent-Type: image/jpeg")]
    [InlineData("image/png\0")]
    [InlineData("image/png\u0001")]
    [InlineData("image/png\u007f")]
    [InlineData("image/png\u001b[31m")]
    [InlineData("image/png; name=\"a\u0007b\"")]
    [InlineData("image/pn\u00e9")]
    [InlineData("image/png; name=\"\u00e2\u0080\u00ae\"")]
    [InlineData("image/png; name=\"\u00c3\u00a9\"")]
    [InlineData("image/png, text/html")]
    [InlineData("image/png; name=\"open")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("image/png; name=<script>")]
    public async Task A_type_that_is_none_is_refused(string type)
    {
        (await UploadAsync(type)).Status.ShouldBe(400);

        _node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_type_of_10_KB_is_refused() =>
        (await UploadAsync($"image/png; name={new string('a', 10_000)}")).Status.ShouldBe(400);

    [Fact]
    public async Task A_type_with_a_header_behind_it_is_stored_without()
    {
        await using var node = await TestNode.StartAsync();
        var id = await StoredAsync(node, "image/png\r\nX-Other: y");

        var answer = await DownloadAsync(node, id);
        answer.Header("Content-Type").ShouldBe("image/png");
        answer.Header("X-Other").ShouldBeNull();
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/html; charset=utf-7")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/xml")]
    [InlineData("application/pdf")]
    [InlineData("application/javascript")]
    [InlineData("multipart-like/x-mixed-replace")]
    [InlineData("image/png; name=\"a;b\\\"c,d: e\"; x=\"<script>\"")]
    [InlineData("image/png; name=\"%0d%0aX: y\"")]
    [InlineData("image/png; name=\"\\r\\nX: y\"")]
    public async Task A_type_that_a_browser_would_run_goes_out_as_it_came_and_is_never_rendered(string type)
    {
        await using var node = await TestNode.StartAsync();
        const string page = "<html><script>alert(1)</script></html>";
        var id = await StoredAsync(node, type, page);
        foreach (var range in (string[])["", "Range: bytes=0-9"])
        {
            var answer = await DownloadAsync(node, id, range);
            answer.Header("Content-Type").ShouldBe(type);
            answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
            answer.Header("Content-Disposition").ShouldBe($"attachment; filename=\"{id}\"");
            answer.Header("Content-Security-Policy").ShouldBe("default-src 'none'; sandbox");
            answer.Headers.Select(header => header.Name).ShouldBeUnique();
            answer.Text.ShouldBe(range.Length == 0 ? page : page[..10]);
        }
    }

    private Task<RawAnswer> UploadAsync(string type) => UploadAsync(_node, type, "hello");

    private static async Task<string> StoredAsync(TestNode node, string type, string body = "hello")
    {
        var answer = await UploadAsync(node, type, body);
        answer.Status.ShouldBe(201, answer.Text);
        return answer.Text[(answer.Text.IndexOf("\"id\":\"", StringComparison.Ordinal) + 6)..][..36];
    }

    private static async Task<RawAnswer> UploadAsync(TestNode node, string type, string body)
    {
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(RawRequest.Head("POST /v1/media", node.Login(), $"Content-Length: {body.Length}", $"Content-Type: {type}") + body);
        return await connection.ReadAnswerAsync();
    }

    private static async Task<RawAnswer> DownloadAsync(TestNode node, string id, string headers = "")
    {
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(RawRequest.Head($"GET /v1/media/{id}", node.Login(), headers));
        return await connection.ReadAnswerAsync();
    }
}
