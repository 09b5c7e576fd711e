using System.Net;
using MediaNode.Catalog;
using MediaNode.Tests.Renditions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

/// <summary>Content in quarantine comes in under no id and goes out under none.</summary>
public sealed class BlockedBytesTests
{
    [Theory]
    [InlineData(100, false)]
    [InlineData(100, true)]
    [InlineData(3_000_000, false)]
    [InlineData(3_000_000, true)]
    public async Task The_same_bytes_are_not_taken_again_and_nothing_is_left(int length, bool chunked)
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(length);
        await node.BlockAsync(bytes);

        using (var refused = await node.PostMediaAsync(bytes, "video/mp4", chunked))
        {
            await refused.ShouldBeQuarantinedAsync();
        }

        node.Files.ShouldBeEmpty();
        (await node.MediaAsync()).ShouldBeEmpty();
        // One bit more or less is another content.
        bytes[0] ^= 1;
        await node.UploadAsync(bytes, chunked: chunked);
        await node.ReleaseAsync(QuarantineCalls.DigestOf([(byte)(bytes[0] ^ 1), .. bytes[1..]]));
        bytes[0] ^= 1;
        await node.UploadAsync(bytes, chunked: chunked);
    }

    [Fact]
    public async Task It_is_given_out_in_no_way()
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(200_000);
        var (id, other) = (await node.UploadAsync(bytes), await node.UploadAsync(bytes));
        string tag;
        using (var before = await node.GetAsync($"/v1/media/{id}"))
        {
            tag = before.Headers.ETag!.ToString();
        }

        var digest = (await node.BlockMediaAsync(id)).Text("digest");

        foreach (var media in (string[])[id, other])
        {
            foreach (var headers in ((string, string)[][])
            [
                [], [("Range", "bytes=0-9")], [("Range", "bytes=999999-")], [("If-None-Match", tag)], [("If-None-Match", "*")], [("If-Match", "\"x\"")],
                [("If-Range", tag), ("Range", "bytes=5-")],
            ])
            {
                using var refused = await node.GetAsync($"/v1/media/{media}", headers);
                await refused.ShouldBeQuarantinedAsync();
                refused.Headers.ETag.ShouldBeNull();
            }

            using var head = await node.SendAsync(HttpMethod.Head, $"/v1/media/{media}");
            head.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        await node.ReleaseAsync(digest);
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).ShouldBe(bytes);
        using var unchanged = await node.GetAsync($"/v1/media/{other}", ("If-None-Match", tag));
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Nor_is_what_was_made_of_it()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadSampleAsync("plain.jpg", "image/jpeg");
        var mended = await node.UploadTransparentAsync();
        await node.MadeAsync(id, "kind=image");
        await node.MadeAsync(mended, "kind=image");
        (await node.StatusAsync($"/api/media/{id}/thumbnail")).ShouldBe(HttpStatusCode.OK);
        var digests = new[] { (await node.BlockMediaAsync(id)).Text("digest"), (await node.BlockMediaAsync(mended)).Text("digest") };

        foreach (var media in (string[])[id, mended])
        {
            foreach (var (method, path) in ((HttpMethod, string)[])
            [
                (HttpMethod.Get, "renditions/image"), (HttpMethod.Post, "renditions?kind=image"), (HttpMethod.Post, "renditions?kind=document"),
                (HttpMethod.Get, "thumbnail"),
            ])
            {
                using var refused = await node.SendAsync(method, $"/api/media/{media}/{path}");
                await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "media-quarantined");
            }

            using var check = await node.SendAsync(HttpMethod.Post, $"/api/media/check?media_id={media}");
            await check.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "media-quarantined");
        }

        foreach (var digest in digests)
        {
            await node.ReleaseAsync(digest);
        }

        (await node.StatusAsync($"/api/media/{id}/thumbnail")).ShouldBe(HttpStatusCode.OK);
        (await node.StatusAsync($"/api/media/{mended}/renditions/image")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_made_can_be_blocked_by_itself()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadTransparentAsync();
        await node.MadeAsync(id, "kind=image");
        var made = await node.Client.GetByteArrayAsync($"/api/media/{id}/renditions/image");

        await node.BlockAsync(made);

        (await node.StatusAsync($"/api/media/{id}/renditions/image")).ShouldBe(HttpStatusCode.Forbidden);
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_shown_where_media_are_shown()
    {
        await using var node = await TestNode.StartAsync();
        var (id, other) = (await node.UploadAsync(Bytes.Random(10)), await node.UploadAsync(Bytes.Random(10, seed: 2)));
        await node.BlockMediaAsync(id);

        var list = await node.MediaAsync();
        using var why = await node.GetAsync($"/api/media/{id}/why");
        foreach (var shown in new[] { await node.ShowAsync(id), list.Single(media => media.Text("id") == id), await why.JsonAsync() })
        {
            var quarantine = shown.GetProperty("quarantine");
            quarantine.Text("reason").ShouldBe(QuarantineCalls.Reason);
            quarantine.Text("by").ShouldBe("admin");
            quarantine.Text("source").ShouldBe("operator");
            quarantine.GetProperty("since").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        }

        (await node.ShowAsync(other)).TryGetProperty("quarantine", out _).ShouldBeFalse();
        list.Single(media => media.Text("id") == other).TryGetProperty("quarantine", out _).ShouldBeFalse();
        (await node.ShowAsync(id)).Text("state").ShouldBe("stored");
    }

    [Fact]
    public async Task To_show_it_refuses_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadSampleAsync("plain.jpg", "image/jpeg");
        await node.BlockMediaAsync(id);

        // Nobody looked into it before, and nobody does now.
        var shown = await node.ShowAsync(id);

        shown.GetProperty("facts").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        shown.Text("facts_incomplete").ShouldContain(QuarantineCalls.Reason);
        (await node.MetricsAsync()).ShouldNotContain("medianode_quarantine_refusals_total{");
    }

    [Fact]
    public async Task It_is_no_photo_of_the_business()
    {
        await using var node = await TestNode.StartAsync();
        var photo = await File.ReadAllBytesAsync(await Samples.SampleFiles.PathAsync("plain.jpg"), TestContext.Current.CancellationToken);
        using (var set = await node.SendAsync(HttpMethod.Post, "/v1/settings/profile/photo", photo, headers: ("Content-Type", "image/jpeg")))
        {
            set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        }

        await node.BlockAsync(photo);

        using var shown = await node.GetAsync("/v1/settings/profile/photo");
        await shown.ShouldBeQuarantinedAsync();
        using var again = await node.SendAsync(HttpMethod.Post, "/v1/settings/profile/photo", photo, headers: ("Content-Type", "image/jpeg"));
        await again.ShouldBeQuarantinedAsync();
    }

    [Fact]
    public async Task It_is_deleted_as_any_other_and_stays_blocked()
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(1000);
        var id = await node.UploadAsync(bytes);
        await node.BlockMediaAsync(id);

        using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        node.Files.ShouldBeEmpty();
        using var again = await node.PostMediaAsync(bytes);
        await again.ShouldBeQuarantinedAsync();
        (await node.ShowBlockedAsync(QuarantineCalls.DigestOf(bytes))).GetProperty("media").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        using var data = new TempDirectory();
        var (bytes, free) = (Bytes.Random(1000), Bytes.Random(1000, seed: 2));
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            await node.BlockAsync(bytes);
            await node.BlockAsync(free);
            await node.ReleaseAsync(QuarantineCalls.DigestOf(free));
        }

        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            using var refused = await node.PostMediaAsync(bytes);
            await refused.ShouldBeQuarantinedAsync();
            await node.UploadAsync(free);
        }
    }

    [Fact]
    public async Task Each_refusal_is_counted_and_logged_once()
    {
        using var log = new CapturedLog();
        await using var node = await TestNode.StartAsync(configure: services => services.AddSingleton<ILoggerProvider>(log));
        var bytes = Bytes.Random(1000);
        var id = await node.UploadAsync(bytes);
        await node.BlockMediaAsync(id);

        using (await node.PostMediaAsync(bytes))
        {
        }

        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.Forbidden);
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.Forbidden);

        var metrics = await node.MetricsAsync();
        metrics.ShouldContain("medianode_quarantine_refusals_total{what=\"upload\"} 1");
        metrics.ShouldContain("medianode_quarantine_refusals_total{what=\"download\"} 2");
        metrics.ShouldContain("medianode_downloads_total{result=\"quarantined\"} 2");
        metrics.ShouldContain("medianode_quarantined_digests 1");
        log.Lines.Count(line => line.Contains("[6301]", StringComparison.Ordinal)).ShouldBe(3);
        log.Lines.Count(line => line.Contains("[6302]", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_block_while_the_bytes_are_coming_leaves_none_that_can_be_had()
    {
        await using var node = await TestNode.StartAsync();
        for (var round = 0; round < 30; round++)
        {
            var bytes = Bytes.Random(20_000, seed: 1000 + round);

            var uploads = Enumerable.Range(0, 6).Select(number => node.PostMediaAsync(bytes, chunked: number % 2 == 0)).ToList();
            await node.BlockAsync(bytes);
            var stored = (await node.ShowBlockedAsync(QuarantineCalls.DigestOf(bytes))).GetProperty("media").GetInt64();

            var answers = await Task.WhenAll(uploads);
            // From the answer on no row is made any more.
            (await node.ShowBlockedAsync(QuarantineCalls.DigestOf(bytes))).GetProperty("media").GetInt64().ShouldBe(stored);
            answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe((int)stored);
            foreach (var answer in answers)
            {
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    var id = (await answer.JsonAsync()).GetProperty("media")[0].Text("id");
                    (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.Forbidden);
                }
                else
                {
                    await answer.ShouldBeQuarantinedAsync();
                }

                answer.Dispose();
            }
        }

        (await node.MediaAsync()).Count.ShouldBe(node.Files.Count);
    }

    [Fact]
    public async Task Whoever_looked_before_the_block_makes_no_row_after_it()
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(100);
        await node.BlockAsync(bytes);
        var media = new Media
        {
            Id = MediaId.New(TimeProvider.System),
            Type = "image/jpeg",
            Length = 100,
            Digest = System.Security.Cryptography.SHA256.HashData(bytes),
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };

        (await node.Part<MediaCatalog>().AddAsync(media)).ShouldBeFalse();
        (await node.Part<TruthCatalog>().AdoptAsync(media)).ShouldBeFalse();
        node.Part<MediaCatalog>().Knows(media.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task A_download_under_way_is_broken_off()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(60_000_000));
        using var download = await node.Client.GetAsync(new Uri($"/v1/media/{id}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await download.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte[1000], TestContext.Current.CancellationToken);

        await node.BlockMediaAsync(id);

        var read = 1000L;
        await Should.ThrowAsync<IOException>(async () =>
        {
            var buffer = new byte[1 << 16];
            for (int more; (more = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            {
                read += more;
            }
        });
        read.ShouldBeLessThan(60_000_000);
    }
}
