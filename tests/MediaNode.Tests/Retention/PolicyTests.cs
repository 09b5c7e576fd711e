using System.Net;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

/// <summary>Each policy by a turned clock.</summary>
public class PolicyTests
{
    [Fact]
    public async Task As_it_comes_the_node_forgets_no_media()
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await node.UploadAsync();

        node.Clock.Advance(TimeSpan.FromDays(300));

        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.IsKeptAsync(media)).ShouldBeTrue();
        (await node.WhyAsync(media)).GetProperty("why").GetString()!.ShouldContain("No rule takes it");
    }

    [Fact]
    public async Task A_rule_takes_a_media_so_long_after_it_came_and_nobody_has_to_ask()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=30d"]);
        var media = await node.UploadAsync();

        node.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(61));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.IsKeptAsync(media)).ShouldBeTrue();
        (await node.WhyAsync(media)).GetProperty("until").GetDateTimeOffset().ShouldBe(node.Clock.GetUtcNow() + TimeSpan.FromMinutes(61));

        node.Clock.Advance(TimeSpan.FromMinutes(62));
        await node.GoneAsync(media);
        (await node.IsKeptAsync(media)).ShouldBeFalse();
        var why = await node.WhyAsync(media);
        why.GetProperty("state").GetString().ShouldBe("gone");
        why.GetProperty("why").GetString()!.ShouldContain("Retention:Rules has outgoing=30d");
        (await node.JsonAsync("/api/retention/sweeps")).GetProperty("sweeps").EnumerateArray()
            .Single(sweep => sweep.GetProperty("forgotten").GetInt64() == 1).GetProperty("asked_by").GetString().ShouldBe("clock");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_puts_no_sweep_off()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=2h"]);
        await node.ForgottenAsync();

        // Wrong by a month, and put right.
        node.Clock.AdjustTime(node.Clock.GetUtcNow().AddDays(-30));
        var media = await node.UploadAsync();

        await Eventually.HoldsAsync(
            () =>
            {
                node.Clock.Advance(TimeSpan.FromMinutes(5));
                return node.Read<long>($"SELECT COUNT(*) FROM media WHERE id = '{media}'") == 0;
            },
            "the media is gone");

        node.Clock.GetUtcNow().ShouldBeLessThan(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "and that by the clock as it is now");
    }

    [Fact]
    public async Task An_id_that_is_used_in_a_message_begins_its_time_anew()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=30d"]);
        var media = await node.UploadAsync();
        node.Clock.Advance(TimeSpan.FromDays(29));
        await node.SendAsync(media);

        node.Clock.Advance(TimeSpan.FromDays(29));
        (await node.ForgottenAsync()).ShouldBe(0);

        node.Clock.Advance(TimeSpan.FromDays(2));
        await node.GoneAsync(media);
    }

    [Fact]
    public async Task Origins_and_types_have_rules_of_their_own()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing/video=2d, link=3d, incoming=4d"]);
        var (image, video, fetched, received) = (await node.UploadAsync(), await node.UploadAsync(type: "video/mp4"), await node.UploadAsync(), await node.UploadAsync());
        await node.ChangeAsync("UPDATE media SET origin = 1 WHERE id = @Id", new { Id = fetched });
        await node.ChangeAsync("UPDATE media SET origin = 2 WHERE id = @Id", new { Id = received });

        foreach (var going in (string[])[video, fetched, received])
        {
            node.Clock.Advance(TimeSpan.FromHours(going == video ? 49 : 24));
            (await node.SweepAsync()).GetProperty("status").GetString().ShouldBe("complete");
            await node.GoneAsync(going);
        }

        (await node.IsKeptAsync(image)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_upload_may_bring_its_own_time_which_holds_with_rules_and_without()
    {
        await using var node = await RetentionNode.StartAsync();
        var (soon, late) = (await node.UploadAsync("48h"), await node.UploadAsync("3650d"));
        (await node.JsonAsync($"/api/media/{soon}")).GetProperty("expires_at").GetDateTimeOffset().ShouldBe(node.Clock.GetUtcNow() + TimeSpan.FromHours(48));

        node.Clock.Advance(TimeSpan.FromHours(46));
        (await node.ForgottenAsync()).ShouldBe(0);
        node.Clock.Advance(TimeSpan.FromHours(3));

        await node.GoneAsync(soon);
        (await node.WhyAsync(soon)).GetProperty("why").GetString()!.ShouldContain("X-MediaNode-Expires-After");
        (await node.IsKeptAsync(late)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("0m")]
    [InlineData("3651d")]
    [InlineData("48")]
    [InlineData("-1h")]
    [InlineData("2 days")]
    [InlineData("1.5h")]
    public async Task A_time_that_cannot_be_heeded_is_refused_with_words(string expiresAfter)
    {
        await using var node = await RetentionNode.StartAsync();

        using var response = await node.Node.SendAsync(
            HttpMethod.Post, "/v1/media", [1], null, ("Content-Type", "image/jpeg"), ("X-MediaNode-Expires-After", expiresAfter));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await response.JsonAsync()).GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(1009);
        error.GetProperty("details").GetString()!.ShouldContain("from 1m to 3650d");
        node.Node.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1m")]
    [InlineData("90m")]
    [InlineData("3650d")]
    public async Task Times_within_bounds_are_taken(string expiresAfter)
    {
        await using var node = await RetentionNode.StartAsync();

        var media = await node.UploadAsync(expiresAfter);

        (await node.WhyAsync(media)).GetProperty("rule").GetString().ShouldBe("X-MediaNode-Expires-After");
    }

    [Fact]
    public async Task A_pinned_media_stays_until_it_is_unpinned()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=1h"]);
        var (ruled, expired) = (await node.UploadAsync(), await node.UploadAsync("1m"));
        foreach (var media in (string[])[ruled, expired])
        {
            (await node.JsonAsync($"/api/media/{media}/pin", HttpMethod.Put)).GetProperty("pinned_at").GetDateTimeOffset().ShouldBe(node.Clock.GetUtcNow());
        }

        node.Clock.Advance(TimeSpan.FromDays(40));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(ruled)).ShouldBe(["pinned"]);
        (await node.JsonAsync($"/api/media/{ruled}")).GetProperty("pinned_at").GetDateTimeOffset().ShouldBe(node.Clock.GetUtcNow() - TimeSpan.FromDays(40));

        foreach (var media in (string[])[ruled, expired])
        {
            (await node.JsonAsync($"/api/media/{media}/pin", HttpMethod.Delete)).GetProperty("pinned_at").GetString().ShouldBeNull();
        }

        (await node.ForgottenAsync()).ShouldBe(2);
        using var gone = await node.Node.SendAsync(HttpMethod.Put, $"/api/media/{ruled}/pin");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_originals_setting_takes_what_was_unused_for_thirty_days()
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await node.UploadAsync();
        node.Clock.Advance(TimeSpan.FromDays(31));
        (await node.ForgottenAsync()).ShouldBe(0);

        node.Settings.Set(present => present with { CollectMedia = true });
        node.Clock.Advance(TimeSpan.FromMinutes(61));

        await node.GoneAsync(media);
        (await node.WhyAsync(media)).GetProperty("why").GetString()!.ShouldContain("garbagecollector_enable.media");
    }

    [Fact]
    public async Task Of_a_volume_that_is_too_full_goes_what_was_unused_for_longest_until_it_is_below()
    {
        FilledVolume? volume = null;
        await using var node = await RetentionNode.StartAsync(
            ["--Retention:VolumeShare=80"], configure: WrappedVolume.Install(inner => volume = new FilledVolume(inner)));
        var media = new List<string>();
        foreach (var days in (int[])[20, 7, 5, 2])
        {
            media.Add(await node.UploadAsync(bytes: 1_000_000));
            node.Clock.Advance(TimeSpan.FromDays(days));
        }

        // They are 34, 14, 7 and 2 days old. The oldest is needed.
        var pending = await node.AcceptAsync(media[0]);
        await node.ChangeAsync("UPDATE messages SET accepted_at = 0 WHERE id = @Id", new { Id = pending });
        media.Add(await node.UploadAsync(bytes: 1_000_000));
        volume!.Used = 82;
        var preview = await node.JsonAsync("/api/retention/preview");
        preview.GetProperty("goes").GetProperty("count").GetInt64().ShouldBe(0);
        preview.GetProperty("volume_share").GetProperty("unused").EnumerateArray().Select(tier => tier.GetProperty("count").GetInt64()).ShouldBe([0, 0, 1, 1, 0, 1]);

        // Each that goes makes it one percent less full, so the two oldest that nobody needs are enough.
        (await node.ForgottenAsync()).ShouldBe(2);

        (await node.IsKeptAsync(media[0])).ShouldBeTrue();
        (await node.IsKeptAsync(media[1])).ShouldBeFalse();
        (await node.IsKeptAsync(media[2])).ShouldBeFalse();
        (await node.IsKeptAsync(media[3])).ShouldBeTrue();
        (await node.IsKeptAsync(media[4])).ShouldBeTrue();
        (await node.WhyAsync(media[1])).GetProperty("why").GetString()!.ShouldContain("Retention:VolumeShare=80 takes what is unused for 14d");
    }

    [Fact]
    public async Task Nothing_goes_for_what_others_put_on_the_volume_when_forgetting_could_not_bring_it_below()
    {
        FilledVolume? volume = null;
        await using var node = await RetentionNode.StartAsync(
            ["--Retention:VolumeShare=80"], configure: WrappedVolume.Install(inner => volume = new FilledVolume(inner)));
        for (var number = 0; number < 3; number++)
        {
            await node.UploadAsync(bytes: 1_000_000);
        }

        node.Clock.Advance(TimeSpan.FromDays(40));
        volume!.Used = 84;

        (await node.ForgottenAsync()).ShouldBe(0);
        var share = (await node.JsonAsync("/api/retention/preview")).GetProperty("volume_share");
        share.GetProperty("why_none").GetString().ShouldBe(
            "The volume has 4000000 bytes more in use than 80 %, and all media together have 3000000: others fill it, and forgetting media would not bring it below.");
        share.GetProperty("unused").GetArrayLength().ShouldBe(0);

        volume.Used = 83;
        (await node.ForgottenAsync()).ShouldBe(3, "now it would be enough");
    }

    [Fact]
    public async Task What_was_made_of_a_media_goes_with_it()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=1d"]);
        var media = await node.UploadAsync(bytes: 100);
        var renditions = Path.Combine(node.Node.Host.Data.Media, "renditions");
        var (blob, thumbnail) = (Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"));
        await File.WriteAllBytesAsync(Path.Combine(renditions, blob), Bytes.Random(50));
        await File.WriteAllBytesAsync(Path.Combine(renditions, thumbnail), Bytes.Random(5));
        await node.ChangeAsync(
            """
            INSERT INTO renditions (media_id, kind, policy, state, revision, leased_until, blob, thumbnail, type, length, digest, made_at)
            VALUES (@Id, 'image', 'p', 1, 1, 0, @Blob, @Thumbnail, 'image/jpeg', 50, x'00', 1)
            """,
            new { Id = media, Blob = blob, Thumbnail = thumbnail });

        node.Clock.Advance(TimeSpan.FromHours(23));
        (await node.WhyAsync(media)).GetProperty("bytes").GetInt64().ShouldBe(150);
        node.Clock.Advance(TimeSpan.FromMinutes(50));
        (await node.ForgottenAsync()).ShouldBe(0);
        // Whether the clock's own pass was at 23:00 or at 23:50, the next is past the day.
        node.Clock.Advance(TimeSpan.FromMinutes(61));
        await node.GoneAsync(media);

        Directory.GetFiles(renditions).ShouldBeEmpty();
        node.Node.Files.ShouldBeEmpty();
        node.Read<long>("SELECT bytes FROM sweeps WHERE forgotten = 1").ShouldBe(150);
        node.Read<long>("SELECT COUNT(*) FROM renditions").ShouldBe(0);
    }

    /// <summary>A volume as full as a test says, less one percent for each media that is deleted.</summary>
    private sealed class FilledVolume(IVolume inner) : WrappedVolume(inner)
    {
        private readonly HashSet<Guid> _deleted = [];

        public long Used { get; set; }

        public override VolumeSpace Space => new(100_000_000, (100 - Used) * 1_000_000, (100 - Used) * 1_000_000);

        public override void Delete(BlobKey key)
        {
            base.Delete(key);
            if (_deleted.Add(key.Id))
            {
                Used--;
            }
        }
    }
}
