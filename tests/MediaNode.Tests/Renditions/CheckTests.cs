using System.Net;
using System.Text.Json;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Renditions;

/// <summary>"Will WhatsApp take this?": answered by the rules, and nothing is kept.</summary>
public sealed class CheckTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private TestNode Node => shared.Node;

    [Theory]
    [InlineData("plain.jpg", "image/jpeg", "", "yes", "image", null)]
    [InlineData("transparent.png", "image/png", "", "yes-after", "image", "image.transparency")]
    [InlineData("transparent.png", "image/png", "?processing=strict", "no", "image", "image.transparency")]
    [InlineData("photo.heic", "image/heic", "", "yes-after", "image", "image.type")]
    [InlineData("plain.jpg", "image/jpeg", "?kind=sticker", "yes-after", "sticker", "sticker.type")]
    [InlineData("truncated.jpg", "image/jpeg", "", "no", "image", "media.damaged")]
    [InlineData("png-named.jpg", "image/jpeg", "", "no", "image", "media.claimed-type")]
    [InlineData("mono.opus", "audio/ogg; codecs=opus", "?kind=voice", "yes", "voice", null)]
    [InlineData("stereo.mp3", "audio/mpeg", "", "yes", "audio", null)]
    [InlineData("hevc.mp4", "video/mp4", "", "yes-after", "video", "video.codec")]
    [InlineData("conforming.mp4", "video/mp4", "", "yes", "video", null)]
    [InlineData("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", "yes", "document", null)]
    [InlineData("text-named.pdf", "application/pdf", "", "yes", "document", "document.claimed-type")]
    public async Task The_verdict_is_that_of_the_rules(string file, string type, string query, string verdict, string kind, string? rule)
    {
        var before = Node.AllFiles();

        var check = await CheckAsync(query, await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file), TestContext.Current.CancellationToken), type);

        check.Text("verdict").ShouldBe(verdict);
        check.Text("kind").ShouldBe(kind);
        check.GetProperty("facts").GetProperty("length").GetInt64().ShouldBe(new FileInfo(await SampleFiles.PathAsync(file)).Length);
        var rules = check.GetProperty("breaches").EnumerateArray().Select(breach => breach.Text("rule")).ToList();
        if (rule is null)
        {
            rules.ShouldBeEmpty();
        }
        else
        {
            rules.ShouldContain(rule);
        }

        (check.GetProperty("steps").GetArrayLength() > 0).ShouldBe(verdict == "yes-after");
        Node.AllFiles().ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task Each_breach_says_what_mends_it_or_how_to_get_there()
    {
        var check = await CheckAsync("", await File.ReadAllBytesAsync(await SampleFiles.PathAsync("transparent.png"), TestContext.Current.CancellationToken), "image/png");

        var breach = check.GetProperty("breaches").EnumerateArray().Single(found => found.Text("rule") == "image.transparency");
        breach.Text("mended_by").ShouldBe("flatten");
        breach.Text("found").ShouldNotBeEmpty();
        breach.Text("accepted").ShouldNotBeEmpty();
        check.GetProperty("steps").EnumerateArray().Single(step => step.Text("step") == "flatten").Text("detail").ShouldContain("#ffffff");
    }

    [Fact]
    public async Task A_media_that_is_here_is_asked_about_by_its_id()
    {
        var id = await Node.UploadSampleAsync("transparent.png", "image/png");

        using var checkedNow = await Node.SendAsync(HttpMethod.Post, $"/api/media/check?media_id={id}&kind=sticker");

        (await checkedNow.JsonAsync()).Text("verdict").ShouldBe("yes-after");
        (await Node.ShowAsync(id)).GetProperty("renditions").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_chunked_body_is_taken_too()
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(await SampleFiles.PathAsync("plain.jpg"), TestContext.Current.CancellationToken));
        content.Headers.TryAddWithoutValidation("Content-Type", "image/jpeg");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/media/check") { Content = content };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await Node.Client.SendAsync(request, TestContext.Current.CancellationToken);

        (await answer.JsonAsync()).Text("verdict").ShouldBe("yes");
    }

    [Theory]
    [InlineData("?kind=photo", "image/jpeg", 1, HttpStatusCode.BadRequest, "parameter-invalid")]
    [InlineData("?knid=image", "image/jpeg", 1, HttpStatusCode.BadRequest, "parameter-invalid")]
    [InlineData("?processing=both", "image/jpeg", 1, HttpStatusCode.BadRequest, "parameter-invalid")]
    [InlineData("?media_id=nonsense", null, 0, HttpStatusCode.NotFound, "media-not-found")]
    [InlineData("?media_id=0190163d-8694-739b-aea5-966c26f8ad91", null, 0, HttpStatusCode.NotFound, "media-not-found")]
    [InlineData("", null, 1, HttpStatusCode.BadRequest, "content-type-missing")]
    [InlineData("", "nonsense", 1, HttpStatusCode.BadRequest, "content-type-invalid")]
    [InlineData("", "image/jpeg", 0, HttpStatusCode.BadRequest, "body-empty")]
    [InlineData("", "multipart/form-data; boundary=x", 9, HttpStatusCode.BadRequest, "multipart-not-taken")]
    public async Task What_cannot_be_checked_is_refused_with_the_reason(string query, string? type, int length, HttpStatusCode status, string slug)
    {
        var before = Node.AllFiles();

        using var refused = await Node.SendAsync(
            HttpMethod.Post, $"/api/media/check{query}", Bytes.Random(length), null, type is null ? [] : [("Content-Type", type)]);

        await refused.ShouldBeProblemAsync(status, slug);
        Node.AllFiles().ShouldBe(before, ignoreOrder: true);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_check_is_posted(string method)
    {
        using var refused = await Node.SendAsync(new HttpMethod(method), "/api/media/check");

        refused.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        refused.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("/renditions?kind=image&size=1")]
    [InlineData("/thumbnail?size=1")]
    [InlineData("/renditions/image?kind=image")]
    [InlineData("?kind=image")]
    public async Task A_parameter_that_there_is_not_is_refused(string call)
    {
        var id = await Node.UploadAsync(Bytes.Random(10));

        using var refused = await Node.SendAsync(call.Contains("s?", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, $"/api/media/{id}{call}");

        (await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid")).Text("detail").ShouldMatch("^This call has no (other )?parameters");
    }

    [Fact]
    public async Task A_body_beside_an_id_is_one_too_many()
    {
        var id = await Node.UploadAsync(Bytes.Random(10));

        using var refused = await Node.SendAsync(
            HttpMethod.Post, $"/api/media/check?media_id={id}", Bytes.Random(10), null, ("Content-Type", "image/jpeg"));

        (await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid")).Text("detail").ShouldContain("not both");
    }

    [Fact]
    public async Task What_is_too_large_to_upload_is_too_large_to_check()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MaxBytes=1000"]);

        using var refused = await node.SendAsync(HttpMethod.Post, "/api/media/check", Bytes.Random(1001), null, ("Content-Type", "image/jpeg"));

        await refused.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "media-too-large");
        node.AllFiles().ShouldBeEmpty();
    }

    private async Task<JsonElement> CheckAsync(string query, byte[] body, string type)
    {
        using var answer = await Node.SendAsync(HttpMethod.Post, $"/api/media/check{query}", body, null, ("Content-Type", type));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }
}
