using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Samples;

/// <summary>
/// The whole way, over HTTP: each sample is uploaded, asked about, made and fetched, and the real tools judge what came out.
/// </summary>
public sealed class ProofTests(SharedNode shared) : IClassFixture<SharedNode>
{
    public static TheoryData<string> Samples => [.. SampleCatalogue.All.Where(sample => !sample.File.StartsWith("empty.", StringComparison.Ordinal)).Select(sample => sample.Name)];

    private TestNode Node => shared.Node;

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_gets_the_verdict_that_it_must_and_comes_out_fit(string name)
    {
        var sample = SampleCatalogue.Named(name);
        var path = await SampleFiles.PathAsync(sample.File);
        var id = await UploadAsync(path, sample.Claimed);

        await ShouldBeCheckedAsync(id, sample.Kind, "strict", sample.Strict);
        await ShouldBeCheckedAsync(id, sample.Kind, "fix", sample.Fix);
        await ShouldBeMadeAsync(id, sample, path);
    }

    [Fact]
    public async Task Nothing_at_all_is_refused_at_the_door()
    {
        using var response = await Node.SendAsync(HttpMethod.Post, "/api/media/check?kind=video", [], null, ("Content-Type", "video/mp4"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("type").GetString().ShouldBe("urn:medianode:problem:body-empty");
    }

    private async Task<string> UploadAsync(string path, string claimed)
    {
        await using var file = File.OpenRead(path);
        using var content = new StreamContent(file);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(claimed);
        using var response = await Node.Client.PostAsync(new Uri("/v1/media", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
    }

    private async Task ShouldBeCheckedAsync(string id, Kind kind, string mode, Verdict expected)
    {
        using var response = await Node.SendAsync(HttpMethod.Post, $"/api/media/check?kind={Kinds.NameOf(kind)}&processing={mode}&media_id={id}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var answer = await response.JsonAsync();
        answer.GetProperty("verdict").GetString().ShouldBe(
            expected.Outcome switch { Outcome.Passed => "yes", Outcome.Mended => "yes-after", _ => "no" }, $"{mode}: {answer}");
        ShouldNameRule(answer, expected);
    }

    private async Task ShouldBeMadeAsync(string id, Sample sample, string original)
    {
        using var response = await Node.SendAsync(HttpMethod.Post, $"/api/media/{id}/renditions?kind={Kinds.NameOf(sample.Kind)}&wait=120");
        var answer = await response.JsonAsync();
        if (sample.Fix.Outcome == Outcome.Refused)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.ToString());
            ShouldNameRule(answer, sample.Fix);
            return;
        }

        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToString());
        var receipt = answer.GetProperty("rendition").GetProperty("receipt");
        receipt.GetProperty("verdict").GetString().ShouldBe(sample.Fix.Outcome == Outcome.Passed ? "as-is" : "mended");
        if (sample.Kind is Kind.Image or Kind.Sticker or Kind.Video)
        {
            receipt.GetProperty("thumbnail").GetProperty("bytes").GetInt32().ShouldBeInRange(100, 20 << 10, answer.ToString());
        }

        using var place = new TempDirectory();
        var made = Path.Combine(place.Path, "made");
        string type;
        using (var download = await Node.GetAsync($"/api/media/{id}/renditions/{Kinds.NameOf(sample.Kind)}"))
        {
            download.StatusCode.ShouldBe(HttpStatusCode.OK);
            type = download.Content.Headers.ContentType!.ToString();
            await using var file = File.Create(made);
            await download.Content.CopyToAsync(file);
        }

        if (sample.Fix.Outcome == Outcome.Passed)
        {
            (await JudgeTool.OutputAsync("cmp", "--", original, made)).ShouldBeEmpty();
            return;
        }

        await ShouldFitAsync(sample.Kind, type, made);
    }

    /// <summary>By the real tools, and by figures written here a second time.</summary>
    private static async Task ShouldFitAsync(Kind kind, string type, string path)
    {
        var most = kind switch { Kind.Image => 5 << 20, Kind.Sticker => 100 << 10, _ => 16 << 20 };
        JudgeSealed.LengthOf(path).ShouldBeLessThanOrEqualTo(most);
        switch (kind)
        {
            case Kind.Image or Kind.Sticker:
                var picture = await JudgePicture.OfAsync(path);
                type.ShouldBe($"image/{picture.Format}");
                (picture.Pages, picture.Orientation).ShouldBe((1, 1));
                (kind == Kind.Sticker || !picture.HasAlpha).ShouldBeTrue();
                break;
            case Kind.Audio or Kind.Voice:
                var sound = await JudgeMedia.OfAsync(path);
                sound.Videos.ShouldBeEmpty();
                sound.Sounds.Single().Codec.ShouldBe(type.StartsWith("audio/ogg", StringComparison.Ordinal) ? "opus" : "aac");
                break;
            case Kind.Video:
                type.ShouldBe("video/mp4");
                var video = await JudgeMedia.OfAsync(path);
                (video.Videos.Single().Codec, video.Videos.Single().PixelFormat).ShouldBe(("h264", "yuv420p"));
                video.Sounds.Select(stream => stream.Codec).ShouldBeSubsetOf(["aac"]);
                video.Sounds.Count().ShouldBeLessThanOrEqualTo(1);
                (await JudgeBoxes.StartFastAsync(path)).ShouldBeTrue();
                break;
            default:
                throw new ShouldAssertException("A document is never mended.");
        }
    }

    private static void ShouldNameRule(JsonElement answer, Verdict expected)
    {
        if (expected.Rule is not null)
        {
            answer.GetProperty("breaches").EnumerateArray().Select(breach => breach.GetProperty("rule").GetString()).ShouldContain(expected.Rule);
        }
    }
}
