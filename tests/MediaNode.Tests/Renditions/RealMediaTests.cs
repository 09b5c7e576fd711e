using System.Net;
using System.Text.Json;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Renditions;

/// <summary>The whole way with real files and the real tools.</summary>
public sealed class RealMediaTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private TestNode Node => shared.Node;

    [Fact]
    public async Task A_conforming_picture_goes_byte_for_byte_and_has_a_thumbnail()
    {
        var original = await File.ReadAllBytesAsync(await SampleFiles.PathAsync("plain.jpg"), TestContext.Current.CancellationToken);
        var id = await Node.UploadAsync(original, "Image/JPEG");
        var before = Node.AllFiles().Count;

        var rendition = await Node.MadeAsync(id, "kind=image");

        rendition.Text("type").ShouldBe("Image/JPEG");
        var receipt = rendition.GetProperty("receipt");
        receipt.Text("verdict").ShouldBe("as-is");
        receipt.GetProperty("breaches").GetArrayLength().ShouldBe(0);
        receipt.GetProperty("width").GetInt32().ShouldBe(320);
        Node.AllFiles().Count.ShouldBe(before + 1); // The thumbnail.
        (await Node.Client.GetByteArrayAsync($"/api/media/{id}/renditions/image")).ShouldBe(original);
        using var thumbnail = await Node.GetAsync($"/api/media/{id}/thumbnail");
        thumbnail.Content.Headers.ContentType!.ToString().ShouldBe("image/jpeg");
        var jpeg = await thumbnail.Content.ReadAsByteArrayAsync();
        jpeg.Length.ShouldBeLessThan(20 << 10);
        jpeg.AsSpan(0, 3).ToArray().ShouldBe([0xFF, 0xD8, 0xFF]);
    }

    [Fact]
    public async Task Many_pictures_at_once_have_their_thumbnails_and_a_damaged_one_among_them_harms_only_itself()
    {
        (string File, string Type)[] samples = [("plain.jpg", "image/jpeg"), ("truncated.jpg", "image/jpeg"), ("gray.jpg", "image/jpeg"), ("plain.png", "image/png")];
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(at => Node.UploadSampleAsync(samples[at % 4].File, samples[at % 4].Type)));

        var made = await Task.WhenAll(ids.Select(id => Node.MakeAsync(id, "kind=image")));

        foreach (var (at, answer) in made.Index())
        {
            using (answer)
            {
                if (samples[at % 4].File == "truncated.jpg")
                {
                    (await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused")).GetRawText().ShouldContain("media.damaged");
                }
                else
                {
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                    (await answer.JsonAsync()).GetProperty("rendition").GetProperty("thumbnail").GetBoolean().ShouldBeTrue();
                }
            }
        }
    }

    [Fact]
    public async Task A_transparent_picture_is_mended_and_served_whole_in_part_and_by_its_head()
    {
        var id = await Node.UploadSampleAsync("transparent.png", "image/png");
        var rendition = await Node.MadeAsync(id, "kind=image");
        var path = $"/api/media/{id}/renditions/image";

        using var whole = await Node.GetAsync(path);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        bytes.Length.ShouldBe(rendition.GetProperty("length").GetInt32());
        whole.Content.Headers.ContentType!.ToString().ShouldBe(rendition.Text("type"));
        whole.Headers.ETag!.Tag.ShouldBe($"\"sha256-{rendition.Text("digest")}\"");
        whole.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        whole.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        whole.Content.Headers.ContentDisposition!.ToString().ShouldBe($"attachment; filename=\"{id}-image\"");

        using var part = await Node.GetAsync(path, ("Range", "bytes=10-19"));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[10..20]);

        using var head = await Node.SendAsync(HttpMethod.Head, path);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        using var known = await Node.GetAsync(path, ("If-None-Match", whole.Headers.ETag.ToString()));
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var beyond = await Node.GetAsync(path, ("Range", $"bytes={bytes.Length}-"));
        await beyond.ShouldBeProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "range-not-satisfiable");
    }

    [Theory]
    [InlineData("plain.jpg", "image/jpeg")]
    [InlineData("progressive.jpg", "image/jpeg")]
    [InlineData("plain.png", "image/png")]
    public async Task A_picture_that_is_too_large_only_by_its_metadata_keeps_every_byte_of_its_pixels(string file, string type)
    {
        var plain = await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file), TestContext.Current.CancellationToken);
        var id = await Node.UploadAsync(Swollen.By(plain, 6_000_000), type);

        var rendition = await Node.MadeAsync(id, "kind=image");

        var made = await Node.Client.GetByteArrayAsync($"/api/media/{id}/renditions/image");
        made.ShouldBe(Swollen.Without(plain));
        rendition.GetProperty("thumbnail").GetBoolean().ShouldBeTrue();
        var receipt = rendition.GetProperty("receipt");
        receipt.Text("verdict").ShouldBe("mended");
        receipt.GetProperty("breaches").EnumerateArray().Single().Text("rule").ShouldBe("media.size");
        receipt.GetProperty("breaches")[0].Text("mended_by").ShouldBe("strip-metadata");
        var step = receipt.GetProperty("steps").EnumerateArray().Single();
        step.Text("step").ShouldBe("strip-metadata");
        step.Text("detail").ShouldBe($"without a decoder, from {receipt.GetProperty("before").GetProperty("bytes").GetInt64()} bytes to {made.Length}");

        using var strict = await Node.MakeAsync(id, "kind=image&processing=strict");
        (await strict.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused")).GetRawText().ShouldContain("media.size");
    }

    [Fact]
    public async Task A_turned_picture_that_is_too_large_by_its_metadata_is_turned_by_a_decoder()
    {
        var turned = await File.ReadAllBytesAsync(await SampleFiles.PathAsync("orientation-6.jpg"), TestContext.Current.CancellationToken);
        var id = await Node.UploadAsync(Swollen.By(turned, 6_000_000), "image/jpeg");

        var steps = (await Node.MadeAsync(id, "kind=image")).GetProperty("receipt").GetProperty("steps").EnumerateArray();

        steps.Select(step => step.Text("step")).ShouldBe(["orient", "reencode", "fit-bytes"]);
    }

    [Fact]
    public async Task Damaged_pixels_are_found_though_stripping_decodes_nothing()
    {
        var plain = await File.ReadAllBytesAsync(await SampleFiles.PathAsync("plain.jpg"), TestContext.Current.CancellationToken);
        var random = new Random(7);
        for (var at = plain.Length / 2; at < (plain.Length / 2) + 1000; at++)
        {
            plain[at] = (byte)random.Next(0xFF); // No marker among them.
        }

        var id = await Node.UploadAsync(Swollen.By(plain, 6_000_000), "image/jpeg");

        using var refused = await Node.MakeAsync(id, "kind=image");

        (await refused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused")).GetRawText().ShouldContain("media.damaged");
    }

    [Fact]
    public async Task A_voice_message_has_its_duration_and_a_waveform()
    {
        var id = await Node.UploadSampleAsync("stereo.mp3", "audio/mpeg");

        var rendition = await Node.MadeAsync(id, "kind=voice");

        rendition.Text("type").ShouldBe("audio/ogg; codecs=opus");
        var receipt = rendition.GetProperty("receipt");
        receipt.Text("verdict").ShouldBe("mended");
        receipt.GetProperty("duration").GetDouble().ShouldBeGreaterThan(0);
        var waveform = receipt.GetProperty("waveform").EnumerateArray().Select(value => value.GetInt32()).ToList();
        waveform.Count.ShouldBe(64);
        waveform.Max().ShouldBe(100);
    }

    [Theory]
    [InlineData("capture.mkv", "video/x-matroska", "video", true)]
    [InlineData("one-page.pdf", "application/pdf", "document", true)]
    [InlineData("note.txt", "text/plain", "document", false)]
    [InlineData("30000x30000.png", "image/png", "document", false)]
    [InlineData("mono.opus", "audio/ogg; codecs=opus", "audio", false)]
    public async Task Each_kind_has_a_thumbnail_where_there_is_something_to_show(string file, string type, string kind, bool shown)
    {
        var id = await Node.UploadSampleAsync(file, type);

        var rendition = await Node.MadeAsync(id, $"kind={kind}");

        rendition.GetProperty("thumbnail").GetBoolean().ShouldBe(shown);
        rendition.GetProperty("receipt").TryGetProperty("thumbnail", out var size).ShouldBe(shown);
        if (shown)
        {
            Math.Max(size.GetProperty("width").GetInt32(), size.GetProperty("height").GetInt32()).ShouldBe(100);
        }
    }

    [Fact]
    public async Task A_thumbnail_is_made_on_demand_and_of_what_cannot_be_shown_there_is_none()
    {
        var picture = await Node.UploadSampleAsync("plain.png", "image/png");
        (await Node.StatusAsync($"/api/media/{picture}/thumbnail")).ShouldBe(HttpStatusCode.OK);
        (await Node.ShowAsync(picture)).GetProperty("renditions")[0].Text("kind").ShouldBe("image");

        using var none = await Node.GetAsync($"/api/media/{await Node.UploadSampleAsync("note.txt", "text/plain")}/thumbnail");
        (await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found")).Text("detail").ShouldContain("nothing to show of text/plain");

        using var refused = await Node.GetAsync($"/api/media/{await Node.UploadSampleAsync("truncated.jpg", "image/jpeg")}/thumbnail");
        await refused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused");
    }

    [Fact]
    public async Task A_media_is_shown_with_what_was_measured_in_it()
    {
        var id = await Node.UploadSampleAsync("conforming.mp4", "video/mp4");

        var media = await Node.ShowAsync(id);

        media.Text("id").ShouldBe(id);
        media.Text("state").ShouldBe("stored");
        media.GetProperty("renditions").GetArrayLength().ShouldBe(0);
        var tracks = media.GetProperty("facts").GetProperty("tracks");
        tracks[0].Text("codec").ShouldBe("h264");
        tracks[0].Text("profile").ShouldBe("Main"); // ffprobe looked.
        JsonElement.DeepEquals((await Node.ShowAsync(id)).GetProperty("facts"), media.GetProperty("facts")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_media_whose_file_is_gone_is_shown_as_missing_and_nothing_can_be_made_of_it()
    {
        var id = await Node.UploadSampleAsync("plain.jpg", "image/jpeg");
        File.Delete(Node.FileOf(id));

        using (var made = await Node.MakeAsync(id, "kind=document"))
        {
            await made.ShouldBeProblemAsync(HttpStatusCode.NotFound, "media-not-found");
        }

        var media = await Node.ShowAsync(id);
        media.Text("state").ShouldBe("missing");
        media.GetProperty("facts").ValueKind.ShouldBe(JsonValueKind.Null);
        media.Text("facts_incomplete").ShouldContain("gone from the volume");
    }

    [Fact]
    public async Task A_media_that_no_longer_has_its_digest_is_not_processed()
    {
        var id = await Node.UploadSampleAsync("plain.jpg", "image/jpeg");
        await using (var file = File.OpenWrite(Node.FileOf(id)))
        {
            file.Position = 100;
            file.WriteByte(0x55);
        }

        using var made = await Node.MakeAsync(id, "kind=image");

        await made.ShouldBeProblemAsync(HttpStatusCode.InternalServerError, "media-damaged");
        (await Node.StateAsync(id)).ShouldBe("damaged");
    }

    [Theory]
    [InlineData("image/jpg", "image/jpeg")] // An alias that WhatsApp's list does not have.
    [InlineData("image/jpeg", "image/jpeg")]
    [InlineData("IMAGE/jpeg", "IMAGE/jpeg")]
    [InlineData("application/octet-stream", "image/jpeg")]
    public async Task What_goes_as_it_is_goes_under_a_type_that_says_what_it_is(string claimed, string sent) =>
        (await Node.MadeAsync(await Node.UploadSampleAsync("plain.jpg", claimed), "kind=image")).Text("type").ShouldBe(sent);

    [Theory]
    [InlineData("text/plain; charset=utf-8", "text/plain; charset=utf-8")]
    [InlineData("application/pdf", "application/pdf")] // Contradicted, told, and sent all the same.
    [InlineData("application/octet-stream", "text/plain")]
    public async Task A_document_goes_under_its_claim_if_it_claims_anything(string claimed, string sent) =>
        (await Node.MadeAsync(await Node.UploadSampleAsync("note.txt", claimed), "kind=document")).Text("type").ShouldBe(sent);

    [Theory]
    [InlineData("POST", "renditions", HttpStatusCode.BadRequest, "parameter-missing", "kind")]
    [InlineData("POST", "renditions?kind=photo", HttpStatusCode.BadRequest, "parameter-invalid", "kind must be one of image")]
    [InlineData("POST", "renditions?kind=image&kind=video", HttpStatusCode.BadRequest, "parameter-invalid", "kind is given 2 times")]
    [InlineData("POST", "renditions?kind=image&processing=maybe", HttpStatusCode.BadRequest, "parameter-invalid", "processing must be")]
    [InlineData("POST", "renditions?kind=image&wait=601", HttpStatusCode.BadRequest, "parameter-invalid", "wait must be")]
    [InlineData("POST", "renditions?kind=image&wait=-1", HttpStatusCode.BadRequest, "parameter-invalid", "wait must be")]
    [InlineData("POST", "renditions?kind=image&wait=soon", HttpStatusCode.BadRequest, "parameter-invalid", "wait must be")]
    [InlineData("GET", "renditions/photo", HttpStatusCode.BadRequest, "parameter-invalid", "kind must be one of")]
    [InlineData("GET", "renditions/Image", HttpStatusCode.BadRequest, "parameter-invalid", "kind must be one of")]
    [InlineData("GET", "renditions/image?processing=", HttpStatusCode.BadRequest, "parameter-invalid", "processing must be")]
    [InlineData("GET", "renditions/video", HttpStatusCode.NotFound, "rendition-not-found", "There is no rendition as video yet. POST")]
    [InlineData("GET", "thumbnail?wait=x", HttpStatusCode.BadRequest, "parameter-invalid", "wait must be")]
    public async Task What_cannot_be_asked_is_refused_with_the_reason(string method, string call, HttpStatusCode status, string slug, string why)
    {
        var id = await Node.UploadAsync(Bytes.Random(100));

        using var refused = await Node.SendAsync(new HttpMethod(method), $"/api/media/{id}/{call}");

        (await refused.ShouldBeProblemAsync(status, slug)).Text("detail").ShouldContain(why);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/renditions?kind=image")]
    [InlineData("GET", "/renditions/image")]
    [InlineData("GET", "/thumbnail")]
    public async Task An_unknown_media_is_told_so_and_a_stranger_nothing(string method, string call)
    {
        foreach (var id in (string[])["0190163d-8694-739b-aea5-966c26f8ad91", "nonsense"])
        {
            using var unknown = await Node.SendAsync(new HttpMethod(method), $"/api/media/{id}{call}");
            await unknown.ShouldBeProblemAsync(HttpStatusCode.NotFound, "media-not-found");
            using var stranger = await Node.SendAsync(new HttpMethod(method), $"/api/media/{id}{call}", bearer: "mn_guess");
            await stranger.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "invalid-credentials");
        }
    }
}
