using System.Net;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Processing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing;

public class LimitsTests
{
    [Fact]
    public void The_page_of_limits_is_what_the_code_says() =>
        File.ReadAllText(Repository.File("docs", "limits.md")).ShouldBe(LimitsPage.Write(), "run ./medianode docs");

    [Fact]
    public void Every_kind_and_every_rule_has_its_row()
    {
        var page = LimitsPage.Write();

        KindLimit.All.ShouldAllBe(limit => page.Contains($"\n| {Kinds.NameOf(limit.Kind)} | "));
        Rule.All.ShouldAllBe(rule => page.Contains($"\n| `{rule.Id}` | "));
    }

    [Fact]
    public async Task The_limits_are_served_as_the_table_has_them()
    {
        await using var node = await TestNode.StartAsync(["--Processing:Video=strict", "--Processing:MaxPixels=1000000"]);

        using var response = await node.Client.GetAsync("/api/limits");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var limits = await response.JsonAsync();
        var kinds = limits.GetProperty("kinds").EnumerateArray().ToDictionary(kind => kind.GetProperty("kind").GetString()!);
        kinds.Keys.ShouldBe(Kinds.All.Select(Kinds.NameOf));
        kinds["sticker"].GetRawText().ShouldBe(
            """{"kind":"sticker","types":["image/webp"],"max_sealed_bytes":102400,"max_bytes":102383,"width":512,"height":512,"max_frames":1,"""
            + """ "transparency":true,"processing":"fix"}""".TrimStart());
        kinds["video"].GetRawText().ShouldBe(
            """{"kind":"video","types":["video/mp4","video/3gpp"],"max_sealed_bytes":16777216,"max_bytes":16777199,"video_codecs":["h264"],"""
            + """ "audio_codecs":["aac"],"processing":"strict"}""".TrimStart());
        kinds["voice"].GetProperty("mono_codecs")[0].GetString().ShouldBe("opus");
        kinds["document"].GetRawText().ShouldBe("""{"kind":"document","types":[],"max_sealed_bytes":104857600,"max_bytes":104857583}""");
        limits.GetProperty("bounds").GetRawText().ShouldBe("""{"max_pixels":1000000,"max_frames":1000,"max_transcoded_video_seconds":900}""");
    }

    [Fact]
    public async Task Every_rule_is_served()
    {
        await using var node = await TestNode.StartAsync();

        using var response = await node.Client.GetAsync("/api/limits");

        var rules = (await response.JsonAsync()).GetProperty("rules").EnumerateArray().ToList();
        rules.Select(rule => rule.GetProperty("id").GetString()).ShouldBe(Rule.All.Select(rule => rule.Id));
        var depth = rules.Single(rule => rule.GetProperty("id").GetString() == "image.bit-depth");
        depth.GetProperty("force").GetString().ShouldBe("required");
        depth.GetProperty("mendable").GetBoolean().ShouldBeTrue();
        depth.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()).ShouldBe(["image"]);
        depth.GetProperty("accepted").GetString().ShouldBe(Rule.ImageBitDepth.Accepted);
        depth.GetProperty("how_to").GetString().ShouldBe(Rule.ImageBitDepth.HowTo);
        rules.ShouldAllBe(rule => rule.GetProperty("kinds").ValueKind == JsonValueKind.Array);
    }

    [Fact]
    public async Task HEAD_answers_as_GET_without_a_body()
    {
        await using var node = await TestNode.StartAsync();

        foreach (var path in new[] { "/api/limits", "/api/media" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var response = await node.Client.SendAsync(request);

            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_limits_are_for_those_who_are_logged_in()
    {
        await using var node = await TestNode.StartAsync();
        using var stranger = node.NewClient();

        using var response = await stranger.GetAsync("/api/limits");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
