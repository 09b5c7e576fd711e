using System.Net;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Uploads;

public class UploadAnswerTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_answer_is_the_originals_to_the_letter(bool chunked)
    {
        using var response = await _node.PostMediaAsync(Bytes.Random(1000), chunked: chunked);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        var text = await response.Content.ReadAsStringAsync();
        var id = (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
        text.ShouldBe($$$"""{"media":[{"id":"{{{id}}}"}],"meta":{"api_status":"stable","version":"v2.49.1"}}""");
        response.Content.Headers.ContentLength.ShouldBe(text.Length);
        id.ShouldMatch("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
        MediaId.TryParse(id, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(65_536, false)]
    [InlineData(65_537, true)]
    [InlineData(131_072, false)]
    [InlineData(131_073, false)]
    [InlineData(1_000_000, true)]
    [InlineData(5_000_000, false)]
    [InlineData(5_000_000, true)]
    public async Task Whatever_its_length_and_framing_a_body_comes_back_byte_for_byte(int length, bool chunked)
    {
        var bytes = Bytes.Random(length, seed: length);

        var id = await _node.UploadAsync(bytes, chunked: chunked);

        (await _node.Client.GetByteArrayAsync($"/v1/media/{id}")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        new FileInfo(_node.FileOf(id)).Length.ShouldBe(length);
    }

    [Fact]
    public async Task The_same_bytes_twice_are_two_media()
    {
        var bytes = Bytes.Random(10);

        (await _node.UploadAsync(bytes)).ShouldNotBe(await _node.UploadAsync(bytes));
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("audio/ogg; codecs=opus")]
    [InlineData("audio/ogg;codecs=opus")]
    [InlineData("audio/ogg ;  codecs = opus", false)]
    [InlineData("Audio/OGG;\tCodecs=\"Opus\"")]
    [InlineData("text/plain; charset=\"utf-8\"; x=\"a;b \\\" c\"")]
    [InlineData("application/vnd.ms-powerpoint;;")]
    [InlineData("application/json")]
    [InlineData("text/html")]
    public async Task The_media_type_comes_back_as_it_was_sent(string type, bool valid = true)
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", $"Content-Type: {type}", "Content-Length: 3") + "abc");
        var uploaded = await client.ReadAsync();
        uploaded.Status.ShouldBe(valid ? 201 : 400, uploaded.Text);
        if (!valid)
        {
            return; // No white space may stand around the equals sign: RFC 9110, section 5.6.6.
        }

        var id = System.Text.Json.JsonDocument.Parse(uploaded.Body).RootElement.GetProperty("media")[0].GetProperty("id").GetString();
        foreach (var method in (string[])["GET", "HEAD"])
        {
            await client.SendAsync(PlainSocket.Head(_node, method, $"/v1/media/{id}"));
            var answer = await client.ReadAsync(withBody: method == "GET");
            answer.Status.ShouldBe(200);
            answer.Headers["Content-Type"].ShouldBe(type);
        }
    }

    [Fact]
    public async Task White_space_around_the_header_is_no_part_of_the_type()
    {
        using var client = await PlainSocket.ConnectAsync(_node);
        await client.SendAsync(PlainSocket.Head(_node, "POST", "/v1/media", "Content-Type: \t image/png \t", "Content-Length: 3") + "abc");
        (await client.ReadAsync()).Status.ShouldBe(201);

        (await _node.MediaAsync())[^1].GetProperty("type").GetString().ShouldBe("image/png");
    }

    [Fact]
    public async Task A_trailing_slash_makes_no_difference()
    {
        using var response = await _node.SendAsync(HttpMethod.Post, "/v1/media/", [1], headers: ("Content-Type", "image/png"));

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_media_may_say_that_its_encoding_is_identity()
    {
        using var response = await _node.SendAsync(
            HttpMethod.Post, "/v1/media", [1], headers: [("Content-Type", "image/png"), ("Content-Encoding", "identity")]);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_status_is_200_when_the_settings_say_so()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:Status=200"]);

        using var response = await node.PostMediaAsync([1, 2, 3]);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.JsonAsync()).GetProperty("media").GetArrayLength().ShouldBe(1);
    }
}
