using System.Net;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Renditions;

/// <summary>What stands for a media is worth having, and not worth failing for.</summary>
public sealed class PreviewTests
{
    private readonly FakeProcessor _fake = new();

    [Fact]
    public async Task What_conforms_is_ready_without_a_tool_and_is_shown_once_there_is_one()
    {
        _fake.Missing = Problem.ProcessingUnavailable.Because("vips is not installed; install the package libvips-tools.");
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadSampleAsync("plain.jpg", "image/jpeg");
        var made = await node.MadeAsync(id, "kind=image");
        made.GetProperty("receipt").Text("verdict").ShouldBe("as-is");
        made.GetProperty("receipt").Text("preview_missing").ShouldContain("libvips-tools");
        using (var none = await node.GetAsync($"/api/media/{id}/thumbnail"))
        {
            (await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found")).Text("detail").ShouldContain("libvips-tools");
        }

        _fake.Missing = null;

        using var shown = await node.GetAsync($"/api/media/{id}/thumbnail");
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shown.Content.ReadAsByteArrayAsync()).ShouldBe(_fake.Thumbnail!.Jpeg);
        (await node.MadeAsync(id, "kind=image")).GetProperty("receipt").TryGetProperty("preview_missing", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_conforms_goes_though_the_queue_is_full()
    {
        await using var node = await TestNode.StartAsync(["--Processing:MaxQueue=0", "--Processing:Jobs=3"], configure: _fake.Install);
        var gate = new TaskCompletionSource();
        _fake.Gate = gate.Task;
        var busy = new List<Task<HttpResponseMessage>>();
        for (var number = 0; number < 3; number++)
        {
            busy.Add(node.MakeAsync(await node.UploadTransparentAsync(), "kind=image"));
        }

        await Eventually.HoldsAsync(() => _fake.Runs == 3, "every place is taken");
        var made = await node.MadeAsync(await node.UploadSampleAsync("plain.jpg", "image/jpeg"), "kind=image");

        made.GetProperty("receipt").Text("verdict").ShouldBe("as-is");
        made.GetProperty("receipt").Text("preview_missing").ShouldContain("waiting");
        gate.SetResult();
        foreach (var answer in await Task.WhenAll(busy))
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task What_no_decoder_makes_sense_of_is_refused_though_its_header_conforms()
    {
        _fake.Damage = new Breach(Rule.MediaDamaged, "a picture whose data cannot be decoded", Rule.MediaDamaged.Accepted);
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadSampleAsync("plain.jpg", "image/jpeg");

        using (var refused = await node.MakeAsync(id, "kind=image"))
        {
            var told = await refused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused");
            told.GetProperty("breaches")[0].Text("rule").ShouldBe("media.damaged");
        }

        // A document goes as it is, whatever a decoder makes of it.
        (await node.MadeAsync(id, "kind=document")).Text("state").ShouldBe("ready");
    }
}
