using System.Buffers.Text;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Upstreams;
using MediaNode.Upstreams.WhatsApp;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Upstreams;

/// <summary>Uploads to WhatsApp's media servers, and whatever these do.</summary>
public class LodgingTests
{
    private const int Large = 6 << 20;

    [Theory]
    [InlineData(Kind.Image, "image", 100)]
    [InlineData(Kind.Voice, "ptt", Spool.MostInMemory)]
    [InlineData(Kind.Video, "video", 1 << 20)]
    [InlineData(Kind.Sticker, "sticker", 0)]
    public async Task The_sealed_bytes_are_uploaded_under_their_digest(Kind kind, string type, int length)
    {
        await using var bench = await UpstreamBench.StartAsync();
        var plain = Bytes.Random(length);
        var (_, seal) = Sealer.SealWhole(plain, UpstreamBench.Key, SealingPurpose.Of(kind));

        var lodged = (await bench.LodgeAsync(plain, kind)).ShouldBeOfType<LodgeOutcome.Lodged>();

        var call = bench.Line.Calls.ShouldHaveSingleItem();
        call.ShouldBe(new MediaCall("mmg-1", type, Base64Url.EncodeToString(seal.Digests.Sealed.Span), Asks: false, 0, seal.SealedLength));
        lodged.Seal.Sidecar.ToArray().ShouldBe(seal.Sidecar.ToArray());
        lodged.DirectPath.ShouldStartWith("/v/");
        lodged.Url.ShouldEndWith(lodged.DirectPath);
        lodged.ExpiresAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddDays(13.9), DateTimeOffset.UtcNow.AddDays(14.1));
        bench.Room.Promised.ShouldBe(0);
        (Directory.Exists(bench.Scratch) ? Directory.GetFileSystemEntries(bench.Scratch) : []).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_hosts_are_asked_for_once()
    {
        await using var bench = await UpstreamBench.StartAsync();

        await bench.LodgeAsync(Bytes.Random(10));
        await bench.LodgeAsync(Bytes.Random(20));

        bench.Line.ConnAsked.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_fails_is_followed_by_the_next_and_a_fallback_comes_last()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Hosts = "mmg-fallback mmg-1 mmg-2";
        bench.Line.Instead = async (context, call) =>
        {
            await (call.Host == "mmg-fallback" ? Task.CompletedTask : bench.Line.WriteAsync(context, 503, ""));
            return call.Host != "mmg-fallback";
        };

        (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Lodged>();

        bench.Line.Uploads.Select(call => call.Host).ShouldBe(["mmg-1", "mmg-2", "mmg-fallback"]);
    }

    [Fact]
    public async Task When_all_fail_every_hosts_reason_is_told_in_order()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Instead = async (context, call) =>
        {
            await bench.Line.WriteAsync(context, call.Host == "mmg-1" ? 503 : call.Host == "mmg-2" ? 200 : 404, "[]");
            return true;
        };

        var failed = (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Failed>();

        failed.Reasons[0].ShouldBe("mmg-1: 503 server error");
        failed.Reasons[1].ShouldStartWith("mmg-2: ");
        failed.Reasons[^1].ShouldBe("mmg-fallback: 404 not known");
        failed.IsFinal.ShouldBeFalse();
    }

    [Theory]
    [InlineData("not json", "that is not a JSON object")]
    [InlineData("""{"direct_path":"/v/1?a=1"}""", "whose url is missing or not of the web")]
    [InlineData("""{"url":"file:///etc/passwd","direct_path":"/v/1?a=1"}""", "whose url is missing or not of the web")]
    [InlineData("""{"url":"http://h/v/1?a=1"}""", "whose direct_path is missing or not a path")]
    [InlineData("""{"url":"http://h/v/1?a=1","direct_path":"http://elsewhere/"}""", "whose direct_path is missing or not a path")]
    [InlineData("""{"url":"http://h/v/1","direct_path":"/v/1?oe=10"}""", "whose direct_path has expired")]
    public async Task An_answer_that_cannot_be_right_is_a_failure_with_words(string body, string words)
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Hosts = "mmg-1";
        bench.Line.Instead = async (context, _) =>
        {
            await bench.Line.WriteAsync(context, 200, body);
            return true;
        };

        (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Failed>().Reasons[^1].ShouldBe($"mmg-1: 200 with an answer {words}");
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_cut_off()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Hosts = "mmg-1";
        bench.Line.Instead = async (context, _) =>
        {
            await bench.Line.WriteAsync(context, 200, $"{{\"url\":\"{new string('x', 70_000)}\"}}");
            return true;
        };

        (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Failed>().Reasons[0].ShouldBe("mmg-1: 200 with an answer of more than 64 KB");
    }

    [Fact]
    public async Task A_path_without_an_expiry_holds_for_fourteen_days()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Instead = async (context, _) =>
        {
            await bench.Line.WriteAsync(context, 200, """{"url":"https://h/v/1?a=1","direct_path":"/v/1?a=1"}""");
            return true;
        };

        (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Lodged>()
            .ExpiresAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddDays(13.9), DateTimeOffset.UtcNow.AddDays(14.1));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_stale_auth_is_asked_for_once_more(int status)
    {
        await using var bench = await UpstreamBench.StartAsync();
        await bench.LodgeAsync(Bytes.Random(10));
        bench.Line.Auth = "fresh";
        bench.Line.Instead = async (context, _) =>
        {
            var stale = context.Request.Query["auth"] != "fresh";
            await (stale ? bench.Line.WriteAsync(context, status, "") : Task.CompletedTask);
            return stale;
        };

        (await bench.LodgeAsync(Bytes.Random(20))).ShouldBeOfType<LodgeOutcome.Lodged>();

        bench.Line.ConnAsked.ShouldBe(2);
        bench.Line.Uploads.Count().ShouldBe(3);
    }

    [Fact]
    public async Task An_auth_that_is_refused_again_is_not_asked_for_for_ever()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Hosts = "mmg-1";
        bench.Line.Instead = async (context, _) =>
        {
            await bench.Line.WriteAsync(context, 401, "");
            return true;
        };

        (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Failed>()
            .Reasons.ShouldBe(["mmg-1: 401 auth is stale", "mmg-1: 401 auth is stale"]);
        bench.Line.ConnAsked.ShouldBe(2);
    }

    [Theory]
    [InlineData(413, true, 1)]
    [InlineData(415, true, 2)] // Sealed once more, in case the spool was damaged.
    [InlineData(429, false, 1)]
    [InlineData(507, false, 1)]
    public async Task What_no_other_host_would_answer_otherwise_ends_the_upload(int status, bool final, int uploads)
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.RetryAfter = 17;
        bench.Line.Instead = async (context, call) =>
        {
            await (call.Asks ? Task.CompletedTask : bench.Line.WriteAsync(context, status, ""));
            return !call.Asks;
        };

        var failed = (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Failed>();

        failed.IsFinal.ShouldBe(final);
        failed.RetryAfter.ShouldBe(final ? null : TimeSpan.FromSeconds(17));
        failed.Reasons[0].ShouldStartWith($"mmg-1: {status} ");
        bench.Line.Uploads.Count().ShouldBe(uploads);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_goes_on_where_it_was()
    {
        await using var bench = await UpstreamBench.StartAsync();
        var cuts = 0;
        bench.Line.Instead = async (context, call) =>
        {
            if (call.Asks || cuts == 3)
            {
                return false;
            }

            cuts++;
            await bench.Line.CutAsync(context, call, 1 << 20);
            return true;
        };

        (await bench.LodgeAsync(Bytes.Random(Large), Kind.Document)).ShouldBeOfType<LodgeOutcome.Lodged>();

        bench.Line.Uploads.Select(call => call.Offset).ShouldBe([0, 1 << 20, 2 << 20, 3 << 20]);
        bench.Line.Uploads.ShouldAllBe(call => call.Length == SealedLength.Of(Large) - call.Offset && call.Host == "mmg-1");
    }

    [Fact]
    public async Task A_line_that_breaks_without_a_byte_more_is_left_for_the_next_host()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Instead = (context, call) =>
        {
            if (!call.Asks && call.Host == "mmg-1")
            {
                context.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };

        (await bench.LodgeAsync(Bytes.Random(1000))).ShouldBeOfType<LodgeOutcome.Lodged>();

        bench.Line.Uploads.Select(call => call.Host).ShouldBe(["mmg-1", "mmg-2"]);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_asked_for_instead_of_uploading_twice()
    {
        await using var bench = await UpstreamBench.StartAsync();
        var bytes = Bytes.Random(1000);
        var first = (await bench.LodgeAsync(bytes)).ShouldBeOfType<LodgeOutcome.Lodged>();

        var second = (await bench.LodgeAsync(bytes, mayHaveBegun: true)).ShouldBeOfType<LodgeOutcome.Lodged>();

        second.DirectPath.ShouldBe(first.DirectPath);
        bench.Line.Uploads.Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_there_and_about_to_expire_is_uploaded_anew()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Keeps = TimeSpan.FromMinutes(30);
        await bench.LodgeAsync(Bytes.Random(1000));
        bench.Line.Keeps = TimeSpan.FromDays(14);

        (await bench.LodgeAsync(Bytes.Random(1000), mayHaveBegun: true)).ShouldBeOfType<LodgeOutcome.Lodged>()
            .ExpiresAt.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(13));
        bench.Line.Uploads.Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_large_file_is_asked_about_first()
    {
        await using var bench = await UpstreamBench.StartAsync();

        (await bench.LodgeAsync(Bytes.Random(Large), Kind.Document)).ShouldBeOfType<LodgeOutcome.Lodged>();

        bench.Line.Calls.Select(call => call.Asks).ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_host_that_stands_still_is_given_up()
    {
        await using var bench = await UpstreamBench.StartAsync(idle: TimeSpan.FromMilliseconds(300));
        bench.Line.Instead = async (context, call) =>
        {
            if (call.Host == "mmg-1")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            }

            return false;
        };

        (await bench.LodgeAsync(Bytes.Random(1000))).ShouldBeOfType<LodgeOutcome.Lodged>();

        bench.Line.Uploads.Select(call => call.Host).ShouldBe(["mmg-1", "mmg-2"]);
    }

    [Fact]
    public async Task A_full_disk_is_a_failure_with_words_and_not_final()
    {
        await using var bench = await UpstreamBench.StartAsync(wrap: inner => new FullVolume(inner));

        (await bench.LodgeAsync(Bytes.Random(100))).ShouldBeOfType<LodgeOutcome.Lodged>(); // It fits into memory.
        var failed = (await bench.LodgeAsync(Bytes.Random(1 << 20))).ShouldBeOfType<LodgeOutcome.Failed>();

        failed.Reasons.ShouldHaveSingleItem().ShouldContain("the volume has room for 0");
        failed.IsFinal.ShouldBeFalse();
    }

    [Fact]
    public async Task Bytes_that_changed_are_not_uploaded()
    {
        await using var bench = await UpstreamBench.StartAsync();
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, Bytes.Random(100), TestContext.Current.CancellationToken);

        var failed = (await bench.LodgeAsync(path, new byte[32], Kind.Image)).ShouldBeOfType<LodgeOutcome.Failed>();

        failed.Reasons.ShouldHaveSingleItem().ShouldContain("no longer those that were verified");
        bench.Line.Calls.ShouldBeEmpty();
        File.Delete(path);
    }

    private sealed class FullVolume(IVolume inner) : WrappedVolume(inner)
    {
        public override VolumeSpace Space => new(1000, 0, 0);
    }
}
