using System.Net;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Renditions;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Renditions;

/// <summary>A rendition is made once, whoever asks, and again only for a reason.</summary>
public sealed class MakingTests
{
    private readonly FakeProcessor _fake = new();

    [Fact]
    public async Task Of_fifty_who_ask_at_once_all_get_the_same_and_it_is_made_once()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        var gate = new TaskCompletionSource();
        _fake.Gate = gate.Task;

        var asking = Enumerable.Range(0, 50).Select(_ => node.MadeAsync(id, "kind=image")).ToList();
        await _fake.Entered.Task;
        gate.SetResult();

        (await Task.WhenAll(asking)).Select(made => made.Text("digest")).Distinct().ShouldHaveSingleItem();
        _fake.Runs.ShouldBe(1);
        Directory.GetFiles(node.RenditionFolder()).Length.ShouldBe(2); // The picture and its thumbnail.
        (await node.MadeAsync(id, "kind=image")).Text("state").ShouldBe("ready");
        _fake.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_receipt_says_what_was_found_and_done()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();

        var rendition = await node.MadeAsync(id, "kind=image");

        rendition.Text("type").ShouldBe(FakeProcessor.ResultType);
        rendition.GetProperty("length").GetInt32().ShouldBe(_fake.Result.Length);
        rendition.GetProperty("current").GetBoolean().ShouldBeTrue();
        var receipt = rendition.GetProperty("receipt");
        receipt.Text("kind").ShouldBe("image");
        receipt.Text("mode").ShouldBe("fix");
        receipt.Text("policy").ShouldBe(rendition.Text("policy"));
        receipt.Text("verdict").ShouldBe("mended");
        var breach = receipt.GetProperty("breaches").EnumerateArray().Single(found => found.Text("rule") == "image.transparency");
        breach.Text("force").ShouldBe("required");
        breach.Text("mended_by").ShouldBe("flatten");
        breach.Text("how_to").ShouldContain("vips flatten");
        receipt.GetProperty("steps").EnumerateArray().Select(step => step.Text("step")).ShouldContain("flatten");
        receipt.GetProperty("steps")[0].GetProperty("milliseconds").GetInt32().ShouldBe(7);
        receipt.GetProperty("before").Text("type").ShouldBe("image/png");
        receipt.GetProperty("before").GetProperty("bytes").GetInt32().ShouldBe(70);
        receipt.GetProperty("after").GetProperty("bytes").GetInt32().ShouldBe(_fake.Result.Length);
        receipt.GetProperty("width").GetInt32().ShouldBe(8);
        receipt.GetProperty("thumbnail").GetProperty("width").GetInt32().ShouldBe(100);
        receipt.Text("made_at").ShouldNotBeEmpty();
        var shown = (await node.ShowAsync(id)).GetProperty("renditions")[0].GetProperty("receipt");
        JsonElement.DeepEquals(shown, receipt).ShouldBeTrue();
        receipt.GetRawText().ShouldContain("'255 255 255'");
    }

    [Fact]
    public async Task What_failed_is_tried_again_by_whoever_asks_next()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        _fake.Instead = () => new Processed.Failed(Problem.ProcessingUnavailable.Because("vips is not installed."));

        using (var failed = await node.MakeAsync(id, "kind=image"))
        {
            (await failed.ShouldBeProblemAsync(HttpStatusCode.NotImplemented, "processing-unavailable")).Text("detail").ShouldContain("vips");
        }

        var kept = (await node.ShowAsync(id)).GetProperty("renditions").EnumerateArray().Single();
        kept.Text("state").ShouldBe("failed");
        kept.GetProperty("receipt").Text("reason").ShouldBe("vips is not installed.");
        using (var none = await node.GetAsync($"/api/media/{id}/renditions/image"))
        {
            (await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found")).Text("detail").ShouldContain("tries again");
        }

        _fake.Instead = null;
        (await node.MadeAsync(id, "kind=image")).Text("state").ShouldBe("ready");
        _fake.Runs.ShouldBe(2);
        var counted = (await node.Client.GetStringAsync("/metrics?format=prometheus")).Split('\n');
        counted.ShouldContain("medianode_renditions_total{kind=\"image\",result=\"failed\"} 1");
        counted.ShouldContain("medianode_renditions_total{kind=\"image\",result=\"mended\"} 1");
        counted.ShouldContain("medianode_renditions_total{kind=\"video\",result=\"mended\"} 0");
    }

    [Fact]
    public async Task What_was_refused_is_not_tried_again_and_says_how_to_get_there()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        _fake.Instead = () => new Processed.Refused([new Breach(Rule.MediaDamaged, "cut off in the middle", Rule.MediaDamaged.Accepted)]);

        for (var time = 0; time < 2; time++)
        {
            using var refused = await node.MakeAsync(id, "kind=image");
            var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused");
            problem.Text("detail").ShouldContain("media.damaged: found cut off in the middle; accepted: A whole file");
            var breach = problem.GetProperty("breaches").EnumerateArray().Single();
            breach.Text("rule").ShouldBe("media.damaged");
            breach.Text("how_to").ShouldBe(Rule.MediaDamaged.HowTo);
        }

        _fake.Runs.ShouldBe(1);
        using var none = await node.GetAsync($"/api/media/{id}/renditions/image");
        (await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found")).Text("detail").ShouldContain("says why");
    }

    [Fact]
    public async Task Strict_refuses_what_fix_mends()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();

        using var refused = await node.MakeAsync(id, "kind=image&processing=strict");

        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused");
        problem.GetProperty("breaches").EnumerateArray().Select(breach => breach.Text("rule")).ShouldContain("image.transparency");
        _fake.Runs.ShouldBe(0);
        (await node.MadeAsync(id, "kind=image&processing=fix")).Text("state").ShouldBe("ready");
    }

    [Fact]
    public async Task It_is_made_again_when_the_policy_changed_and_only_then()
    {
        using var data = new TempDirectory();
        string id;
        await using (var node = await TestNode.StartAsync(data: data.Path, configure: _fake.Install))
        {
            id = await node.UploadTransparentAsync();
            await node.MadeAsync(id, "kind=image");
        }

        await using (var node = await TestNode.StartAsync(["--Processing:Video=strict"], data.Path, configure: _fake.Install))
        {
            await node.MadeAsync(id, "kind=image");
            _fake.Runs.ShouldBe(1);
        }

        await using (var node = await TestNode.StartAsync(["--Processing:Background=#000000"], data.Path, configure: _fake.Install))
        {
            await node.MadeAsync(id, "kind=image");
            _fake.Runs.ShouldBe(2);
            (await node.ShowAsync(id)).GetProperty("renditions").EnumerateArray().Select(made => made.GetProperty("current").GetBoolean())
                .ShouldBe([true, false], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_file_removed_by_hand_is_made_again()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        await node.MadeAsync(id, "kind=image");
        foreach (var file in Directory.GetFiles(node.RenditionFolder()))
        {
            File.Delete(file);
        }

        using (var gone = await node.GetAsync($"/api/media/{id}/renditions/image"))
        {
            (await gone.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found")).Text("detail").ShouldContain("makes it again");
        }

        await node.MadeAsync(id, "kind=image");
        _fake.Runs.ShouldBe(2);
        (await node.Client.GetByteArrayAsync($"/api/media/{id}/renditions/image")).ShouldBe(_fake.Result);
    }

    [Fact]
    public async Task A_damaged_file_is_not_given_out_and_is_made_again()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        _fake.Thumbnail = null;
        var id = await node.UploadTransparentAsync();
        await node.MadeAsync(id, "kind=image");
        var file = Directory.GetFiles(node.RenditionFolder()).Single();
        File.WriteAllBytes(file, new byte[_fake.Result.Length]);

        using (var damaged = await node.GetAsync($"/api/media/{id}/renditions/image"))
        {
            await damaged.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found");
        }

        await node.MadeAsync(id, "kind=image");
        (await node.Client.GetByteArrayAsync($"/api/media/{id}/renditions/image")).ShouldBe(_fake.Result);
        Directory.GetFiles(node.RenditionFolder()).ShouldHaveSingleItem().ShouldNotBe(file);
    }

    [Fact]
    public async Task Deleted_while_it_is_made_leaves_nothing()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        var gate = new TaskCompletionSource();
        _fake.Gate = gate.Task;
        var asking = node.MakeAsync(id, "kind=image");
        await _fake.Entered.Task;

        (await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        gate.SetResult();

        using var gone = await asking;
        await gone.ShouldBeProblemAsync(HttpStatusCode.NotFound, "media-not-found");
        node.AllFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_goes_away_takes_nothing_along()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        var gate = new TaskCompletionSource();
        _fake.Gate = gate.Task;
        using (var leaving = new CancellationTokenSource())
        {
            var asking = node.Client.PostAsync($"/api/media/{id}/renditions?kind=image", null, leaving.Token);
            await _fake.Entered.Task;
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(asking);
        }

        gate.SetResult();

        await Eventually.HoldsAsync(() => Directory.GetFiles(node.RenditionFolder()).Length == 2, "the rendition is made");
        await node.MadeAsync(id, "kind=image");
        _fake.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task Who_does_not_wait_hears_how_far_it_is()
    {
        await using var node = await TestNode.StartAsync(configure: _fake.Install);
        var id = await node.UploadTransparentAsync();
        var gate = new TaskCompletionSource();
        (_fake.Gate, _fake.Told) = (gate.Task, 0.42);
        using (var first = await node.MakeAsync(id, "kind=image&wait=0"))
        {
            first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await _fake.Entered.Task;

        using (var second = await node.MakeAsync(id, "kind=image&wait=0"))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            var rendition = (await second.JsonAsync()).GetProperty("rendition");
            rendition.Text("state").ShouldBe("making");
            rendition.GetProperty("progress").GetDouble().ShouldBe(0.42);
            rendition.Text("started_at").ShouldNotBeEmpty();
        }

        (await node.ShowAsync(id)).GetProperty("renditions")[0].GetProperty("progress").GetDouble().ShouldBe(0.42);
        using (var none = await node.GetAsync($"/api/media/{id}/renditions/image"))
        {
            (await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "rendition-not-found")).Text("detail").ShouldContain("is being made");
        }

        gate.SetResult();
        (await node.MadeAsync(id, "kind=image")).Text("state").ShouldBe("ready");
        _fake.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_stops_ends_the_work_and_leaves_nothing_and_the_next_one_makes_it_at_once()
    {
        using var data = new TempDirectory();
        _fake.Gate = new TaskCompletionSource().Task;
        string id;
        await using (var node = await TestNode.StartAsync(data: data.Path, configure: _fake.Install))
        {
            id = await node.UploadTransparentAsync();
            (await node.MakeAsync(id, "kind=image&wait=0")).Dispose();
            await _fake.Entered.Task;
        }

        _fake.Gate = Task.CompletedTask;
        await using (var node = await TestNode.StartAsync(data: data.Path, configure: _fake.Install))
        {
            Directory.GetFiles(node.RenditionFolder()).ShouldBeEmpty();
            (await node.MadeAsync(id, "kind=image")).Text("state").ShouldBe("ready");
        }
    }

    [Fact]
    public async Task A_full_queue_refuses_and_whoever_comes_later_is_served()
    {
        await using var node = await TestNode.StartAsync(["--Processing:MaxQueue=0", "--Processing:Jobs=3"], configure: _fake.Install);
        var gate = new TaskCompletionSource();
        _fake.Gate = gate.Task;
        var ids = new List<string>();
        for (var one = 0; one < 4; one++)
        {
            ids.Add(await node.UploadTransparentAsync());
        }

        var busy = ids.Take(3).Select(id => node.MadeAsync(id, "kind=image")).ToList();
        await Eventually.HoldsAsync(() => _fake.Runs == 3, "all places are taken");

        using (var full = await node.MakeAsync(ids[3], "kind=image"))
        {
            await full.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
            full.Headers.RetryAfter.ShouldNotBeNull();
        }

        gate.SetResult();
        await Task.WhenAll(busy);
        (await node.MadeAsync(ids[3], "kind=image")).Text("state").ShouldBe("ready");
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("publish")]
    public async Task A_volume_that_fails_leaves_nothing_and_the_next_try_succeeds(string step)
    {
        var failing = true;
        await using var node = await TestNode.StartAsync(configure: services =>
        {
            _fake.Install(services);
            WrappedVolume.Install(real => new FailingVolume(real, step, () => failing))(services);
        });
        var id = await node.UploadTransparentAsync();

        using (var failed = await node.MakeAsync(id, "kind=image"))
        {
            await failed.ShouldBeProblemAsync(HttpStatusCode.InsufficientStorage, "volume-full");
        }

        node.AllFiles().ShouldHaveSingleItem(); // The media itself.
        failing = false;
        (await node.MadeAsync(id, "kind=image")).Text("state").ShouldBe("ready");
    }

    [Fact]
    public async Task After_a_crash_before_the_row_is_written_the_start_removes_the_blob_and_the_lease_ends()
    {
        using var data = new TempDirectory();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        string id;
        await using (var node = await TestNode.StartAsync(data: data.Path, clock: clock, configure: _fake.Install))
        {
            id = await node.UploadTransparentAsync();
            // What a crash leaves: a lease, and a blob that no row knows.
            var maker = node.Part<RenditionMaker>();
            MediaId.TryParse(id, out var media).ShouldBeTrue();
            (await node.Part<RenditionCatalog>().ClaimAsync(maker.KeyOf(media, Kind.Image, null), LeaseKeeper.Lease))
                .ShouldBeOfType<RenditionClaim.Yours>();
            File.WriteAllBytes(Path.Combine(node.Partial, Guid.NewGuid().ToString("D")), [1, 2, 3]);
        }

        await using (var node = await TestNode.StartAsync(data: data.Path, clock: clock, configure: _fake.Install))
        {
            node.AllFiles().ShouldHaveSingleItem();
            using (var busy = await node.MakeAsync(id, "kind=image&wait=0"))
            {
                busy.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            }

            _fake.Runs.ShouldBe(0);
            var asking = node.MadeAsync(id, "kind=image");
            while (!asking.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            (await asking).Text("state").ShouldBe("ready");
            _fake.Runs.ShouldBe(1);
        }
    }

    private sealed class FailingVolume(IVolume inner, string step, Func<bool> failing) : WrappedVolume(inner)
    {
        public override Task SyncAsync(BlobWriter blob) => Fails("sync", blob.Key) ? throw Full() : base.SyncAsync(blob);

        public override void Publish(BlobKey key)
        {
            if (Fails("publish", key))
            {
                throw Full();
            }

            base.Publish(key);
        }

        private bool Fails(string at, BlobKey key) => failing() && at == step && key.Folder == BlobFolder.Renditions;

        private static IOException Full() => new("Injected", Posix.Error.NoSpace);
    }
}
