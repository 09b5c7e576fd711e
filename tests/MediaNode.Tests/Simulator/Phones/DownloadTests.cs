using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MediaNode.Formats.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

public sealed class DownloadTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private readonly byte[] _plain = Bytes.Random(200_000);
    private PhoneBench _bench = null!;

    private string Contents => Path.Combine(_bench.Data, "content");

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_phone_downloads_opens_and_shows_what_the_node_sealed()
    {
        var picture = _bench.Media.Seal(_plain);
        await _bench.SendAsync(PhoneBench.Picture("m1", picture, caption: "Look"));

        var media = await _bench.MediaAsync("m1", "downloaded");

        var message = await _bench.MessageAsync("m1");
        message.GetProperty("caption").GetString().ShouldBe("Look");
        message.GetProperty("display").GetProperty("title").GetString().ShouldBe("Look");
        message.TryGetProperty("content", out _).ShouldBeFalse();
        var said = JsonSerializer.SerializeToElement(picture.ToMedia());
        foreach (var member in said.EnumerateObject())
        {
            media.GetProperty(member.Name).GetRawText().ShouldBe(member.Value.GetRawText().Replace("\\u002B", "+").Replace("\\u0026", "&"), member.Name);
        }

        using var content = await _bench.Http.GetAsync($"/sim/phones/{Ada}/messages/m1/content");
        (await content.Content.ReadAsByteArrayAsync()).ShouldBe(_plain);
        content.Content.Headers.ContentType!.ToString().ShouldBe("image/jpeg");
        content.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        ArrivalTests.Told(await _bench.EventsAsync(count: 2)).ShouldBe(["m1 delivered", "m1 downloaded"]);
        _bench.Media.Requests.ShouldHaveSingleItem().ShouldEndWith($"&hash={Token(picture)}&mms-type=image&__wa-mms=");
    }

    [Fact]
    public async Task A_file_name_goes_into_the_header_whatever_it_is()
    {
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain, Kind.Document), filename: "Rechnung \"März\".pdf"));
        await _bench.MediaAsync("m1", "downloaded");

        using var content = await _bench.Http.GetAsync($"/sim/phones/{Ada}/messages/m1/content");

        content.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        content.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Rechnung \"März\".pdf");
        var display = (await _bench.MessageAsync("m1")).GetProperty("display");
        display.GetRawText().ShouldBe("""{"title":"Rechnung \"März\".pdf","subtitle":"PDF","truncated":false}""");
    }

    [Fact]
    public async Task A_phone_that_does_not_download_by_itself_does_when_it_is_told_to()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"auto":{"download":false}}""");
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)));
        (await _bench.MessageAsync("m1")).GetProperty("media").GetProperty("state").GetString().ShouldBe("waiting");
        (await _bench.RefusedAsync(HttpMethod.Get, $"/sim/phones/{Ada}/messages/m1/content", 404)).ShouldContain("its state is waiting");

        var answer = await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download");

        answer.GetRawText().ShouldBe($$"""{"state":"downloaded","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(_plain))}}"}""");
    }

    [Fact]
    public async Task A_message_without_a_media_has_nothing_to_download()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "hello"));

        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/messages/m1/download", 409)).ShouldBe("The message has no media: its type is text.");
    }

    [Theory]
    [InlineData("sealed", "The bytes that came are not those that the message tells of by its file_enc_sha256.")]
    [InlineData("short", "The bytes that came are not those that the message tells of by its file_enc_sha256.")]
    [InlineData("tiny", "So many bytes as came are no sealed media.")]
    public async Task Bytes_that_do_not_hold_are_never_kept(string what, string problem)
    {
        var picture = _bench.Media.Seal(_plain);
        var wrong = what switch
        {
            "sealed" => Flipped(picture.Sealed, 100),
            "short" => picture.Sealed[16..],
            _ => picture.Sealed[..7],
        };
        await SendFromAsync(picture, wrong);

        var media = await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));

        media.GetProperty("problem").GetString().ShouldBe(problem);
        media.GetProperty("state").GetString().ShouldBe("waiting");
        Directory.GetFiles(Contents).ShouldBeEmpty();
        ArrivalTests.Told(await _bench.EventsAsync()).ShouldBe(["m1 delivered"]);
    }

    [Fact]
    public async Task Bytes_under_another_key_are_never_kept()
    {
        var picture = _bench.Media.Seal(_plain);
        await _bench.SendAsync(PhoneBench.Picture("m1", picture with { Key = MediaNode.Formats.Sealing.MediaKey.New() }));

        (await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _))).GetProperty("problem").GetString()
            .ShouldBe("The bytes that came were not sealed under the message's media_key for its kind.");
        Directory.GetFiles(Contents).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_tried_again_by_the_clock()
    {
        _bench.Media.Instead = async (context, before) =>
        {
            switch (before)
            {
                case 0:
                    context.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
                    return true;
                case 1:
                    context.Response.ContentLength = 200_026;
                    await context.Response.Body.WriteAsync(new byte[1000]);
                    await context.Response.Body.FlushAsync();
                    context.Abort();
                    return true;
                default:
                    return false;
            }
        };
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)));

        await TurnUntilAsync(media => media.GetProperty("state").GetString() == "downloaded");

        _bench.Media.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_never_gives_it_is_tried_five_times_and_then_the_media_waits()
    {
        _bench.Media.Instead = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.FromResult(true);
        };
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)));

        await TurnUntilAsync(media => media.TryGetProperty("problem", out var problem) && problem.GetString()!.EndsWith("It was tried 5 times.", StringComparison.Ordinal));

        _bench.Media.Requests.Count.ShouldBe(5);
        _bench.Media.Instead = null;
        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetProperty("state").GetString().ShouldBe("downloaded");
    }

    [Fact]
    public async Task Wrong_bytes_are_fetched_five_times_and_then_the_media_waits()
    {
        var picture = _bench.Media.Seal(_plain);
        await SendFromAsync(picture, Flipped(picture.Sealed, 100));

        await TurnUntilAsync(media => media.TryGetProperty("problem", out var problem) && problem.GetString()!.EndsWith("It was tried 5 times.", StringComparison.Ordinal));

        _bench.Media.Requests.Count.ShouldBe(5);
        (await _bench.MessageAsync("m1")).GetProperty("media").GetProperty("state").GetString().ShouldBe("waiting");
    }

    [Fact]
    public async Task A_message_at_which_the_phone_fails_waits_and_keeps_no_other_waiting()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"auto":{"download":false}}""");
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)), PhoneBench.Picture("m2", _bench.Media.Seal(_plain)));
        await using (var store = new SqliteConnection($"Data Source={Path.Combine(_bench.Data, "simulator.db")};Pooling=False"))
        {
            await store.OpenAsync();
            await using var spoil = store.CreateCommand();
            spoil.CommandText = "UPDATE message SET url = 'http://' WHERE id = 'm1'";
            (await spoil.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        var answer = _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download");
        await TurnUntilAsync(media => media.TryGetProperty("problem", out var problem) && problem.GetString()!.EndsWith("It was tried 5 times.", StringComparison.Ordinal));

        (await answer).GetProperty("problem").GetString().ShouldStartWith("The phone failed at it: ");
        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m2/download")).GetProperty("state").GetString().ShouldBe("downloaded");
    }

    [Fact]
    public async Task Every_hosts_reason_is_in_the_problem()
    {
        _bench.Media.Instead = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(true);
        };
        await _bench.PutAsync("/sim/faults", """{"faults":[{"type":"too-many-requests","host":"mmg-2","on":"download","retry_after":30},{"type":"unauthorized","host":"mmg-fallback","on":"download"}]}""");
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)));

        var media = await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));

        var own = $"{_bench.Host.Urls[0]}/media-hosts";
        media.GetProperty("problem").GetString().ShouldBe(
            $"{_bench.Media.Url} answered 503. {own}/mmg-1 does not have it. {own}/mmg-2 answered 429. {own}/mmg-fallback answered 401.");
        _bench.Media.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Phones_share_what_they_have_and_the_last_who_forgets_it_removes_it()
    {
        var picture = _bench.Media.Seal(_plain);
        await _bench.SendAsync(PhoneBench.Picture("m1", picture), PhoneBench.Picture("m2", picture, to: "15550002222"));
        await _bench.MediaAsync("m1", "downloaded");
        await _bench.MediaAsync("m2", "downloaded", "15550002222");
        Path.GetFileName(Directory.GetFiles(Contents).ShouldHaveSingleItem()).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(_plain)));

        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/forget");
        Directory.GetFiles(Contents).Length.ShouldBe(1);
        await _bench.PostAsync("/sim/phones/15550002222/messages/m2/forget");

        Directory.GetFiles(Contents).ShouldBeEmpty();
        (await _bench.MessageAsync("m1")).GetProperty("media").GetProperty("state").GetString().ShouldBe("waiting");
        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetProperty("state").GetString().ShouldBe("downloaded");
    }

    [Fact]
    public async Task What_was_waiting_is_downloaded_after_a_restart_and_what_nobody_has_is_swept()
    {
        var gate = new TaskCompletionSource();
        _bench.Media.Instead = async (context, _) =>
        {
            gate.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)));
        await gate.Task;
        var stray = Path.Combine(Contents, new string('a', 64));
        await File.WriteAllTextAsync(stray, "left by a crash");
        await _bench.RestartAsync();
        _bench.Media.Instead = null;
        await _bench.RestartAsync();

        await _bench.MediaAsync("m1", "downloaded");

        File.Exists(stray).ShouldBeFalse();
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.Combine(_bench.Data, "spool")).Length == 0, "the spool is empty"); // Closed last.
    }

    [Fact]
    public async Task An_offline_phone_downloads_when_it_is_online_again()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal(_plain)));
        _bench.Media.Requests.ShouldBeEmpty();

        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":true}""");
        await _bench.MediaAsync("m1", "downloaded");

        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/messages/m1/download", 409)).ShouldBe("The phone is offline.");
    }

    [Fact]
    public async Task Four_downloads_run_at_a_time_and_no_more()
    {
        var (inside, most) = (0, 0);
        var four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Media.Instead = async (_, _) =>
        {
            var here = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, here);
            if (here == 4)
            {
                four.TrySetResult();
            }

            await four.Task;
            Interlocked.Decrement(ref inside);
            return false;
        };
        var ids = Enumerable.Range(0, 12).Select(i => $"m{i}").ToList();
        var picture = _bench.Media.Seal(_plain);

        await _bench.SendAsync([.. ids.Select(id => PhoneBench.Picture(id, picture))]);
        foreach (var id in ids)
        {
            await _bench.MediaAsync(id, "downloaded");
        }

        most.ShouldBe(4);
    }

    [Fact]
    public async Task An_empty_media_is_a_media()
    {
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal([])));
        await _bench.MediaAsync("m1", "downloaded");

        using var content = await _bench.Http.GetAsync($"/sim/phones/{Ada}/messages/m1/content");

        content.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await content.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var other = bytes.ToArray();
        other[at] ^= 1;
        return other;
    }

    private static string Token(SentPicture picture) => System.Buffers.Text.Base64Url.EncodeToString(picture.Seal.Digests.Sealed.Span);

    // The message tells of one thing, and at its address lies another.
    private Task<JsonElement> SendFromAsync(SentPicture picture, byte[] wrong)
    {
        var path = _bench.Media.Put(wrong);
        return _bench.SendAsync(PhoneBench.Picture("m1", picture with { DirectPath = path, Url = _bench.Media.Url + path }));
    }

    private async Task TurnUntilAsync(Func<JsonElement, bool> holds)
    {
        await _bench.MediaAsync("m1", media =>
        {
            _bench.Host.Clock.Advance(TimeSpan.FromSeconds(5));
            return holds(media);
        });
    }
}
