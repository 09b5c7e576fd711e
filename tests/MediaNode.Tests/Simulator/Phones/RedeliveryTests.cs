using System.Text.Json;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

public sealed class RedeliveryTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private readonly byte[] _plain = Bytes.Random(50_000);
    private PhoneBench _bench = null!;
    private SentPicture _picture = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await PhoneBench.StartAsync();
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"auto":{"deliver":false}}""");
        _picture = _bench.Media.Seal(_plain);
    }

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_media_that_is_gone_is_asked_for_again_and_downloaded_from_its_new_path()
    {
        var asked = await AskAsync();

        asked.GetProperty("type").GetString().ShouldBe("media_retry");
        asked.GetProperty("message_id").GetString().ShouldBe("m1");
        asked.GetProperty("from").GetString().ShouldBe(Ada);
        var note = new RedeliveryNote(asked.GetProperty("enc_iv").GetBytesFromBase64(), asked.GetProperty("enc_p").GetBytesFromBase64());
        RedeliveryRequest.Open(note, _picture.Key, "m1").ShouldBeOfType<NoteResult<RedeliveryRequest>.Opened>();

        var path = _bench.Media.Put(_picture.Sealed);
        await AnswerAsync(RedeliveryOutcome.Success, path);

        var media = await _bench.MediaAsync("m1", "downloaded");
        media.GetProperty("direct_path").GetString().ShouldBe(path);
        media.GetProperty("url").GetString().ShouldBe(_bench.Media.Url + path);
        var told = await _bench.EventsAsync(count: 2);
        told[1].GetProperty("status").GetString().ShouldBe("downloaded");
    }

    [Fact]
    public async Task A_passed_expiry_is_enough_to_ask()
    {
        var expires = _bench.Host.Clock.GetUtcNow().AddDays(14);
        _picture = _bench.Media.Seal(_plain, expires: expires);
        await _bench.SendAsync(PhoneBench.Picture("m1", _picture));
        await _bench.MediaAsync("m1", "downloaded");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/forget");
        var requests = _bench.Media.Requests.Count;
        _bench.Host.Clock.Advance(TimeSpan.FromDays(14));

        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetRawText().ShouldBe("""{"state":"requested"}""");

        _bench.Media.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task It_is_asked_once_until_there_is_an_answer()
    {
        await AskAsync();

        for (var i = 0; i < 3; i++)
        {
            (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetProperty("state").GetString().ShouldBe("requested");
        }

        (await _bench.EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_nobody_can_answer_any_more_is_made_again()
    {
        await AskAsync();
        _bench.Host.Clock.Advance(TimeSpan.FromDays(31));
        (await _bench.EventsAsync()).ShouldBeEmpty();

        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetProperty("state").GetString().ShouldBe("requested");

        (await _bench.EventsAsync()).ShouldHaveSingleItem().GetProperty("type").GetString().ShouldBe("media_retry");
    }

    [Fact]
    public async Task What_the_sender_has_no_longer_is_unavailable_for_good()
    {
        await AskAsync();

        await AnswerAsync(RedeliveryOutcome.NotFound, null);

        await _bench.MediaAsync("m1", "unavailable");
        await AnswerAsync(RedeliveryOutcome.Success, _bench.Media.Put(_picture.Sealed));
        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetRawText().ShouldBe("""{"state":"unavailable"}""");
    }

    [Theory]
    [InlineData(2, "unavailable", null)]
    [InlineData(0, "waiting", "The sender answered the re-request: GeneralError")]
    [InlineData(1, "waiting", "The sender answered the re-request: Success without a path")]
    [InlineData(3, "waiting", "The sender answered the re-request: DecryptionError")]
    public async Task An_answer_may_be_only_a_number(int error, string state, string? problem)
    {
        await AskAsync();

        await _bench.PostAsync($"/wa/{PhoneBench.Number}/redeliveries", $$"""{"message_id":"m1","error":{{error}}}""");

        var media = await _bench.MediaAsync("m1", state);
        (media.TryGetProperty("problem", out var found) ? found.GetString() : null).ShouldBe(problem);
    }

    [Fact]
    public async Task An_answer_under_another_key_is_not_believed()
    {
        await AskAsync();

        await AnswerAsync(RedeliveryOutcome.Success, _bench.Media.Put(_picture.Sealed), MediaKey.New());

        var media = await _bench.MediaAsync("m1", "waiting");
        media.GetProperty("problem").GetString().ShouldBe("The answer to the re-request cannot be trusted: Sealing");
    }

    [Fact]
    public async Task A_path_that_leads_to_other_bytes_is_not_believed()
    {
        await AskAsync();

        await AnswerAsync(RedeliveryOutcome.Success, _bench.Media.Put(Bytes.Random(_picture.Sealed.Length)));

        var media = await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));
        media.GetProperty("problem").GetString().ShouldBe(
            "The bytes that came are not those that the message tells of by its file_enc_sha256.");
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_not_asked_about_again_and_again()
    {
        await AskAsync();

        await AnswerAsync(RedeliveryOutcome.Success, "/v/nowhere?ccb=11-4");

        var media = await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));
        media.GetProperty("problem").GetString().ShouldStartWith("The media is gone although it has just been delivered again; ");
        (await _bench.EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_path_that_was_just_found_gone_is_asked_about_again_after_growing_pauses_by_the_clock()
    {
        _picture = _bench.Media.Seal(_plain, expires: _bench.Host.Clock.GetUtcNow().AddDays(-1));
        await AskAsync();

        foreach (var (minutes, requests) in new[] { (1, 2), (2, 3), (4, 4) })
        {
            await AnswerAsync(RedeliveryOutcome.Success, _picture.DirectPath);
            var media = await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));
            media.GetProperty("state").GetString().ShouldBe("waiting");
            media.GetProperty("problem").GetString()!.ShouldContain("by the clock");
            _bench.Host.Clock.Advance(TimeSpan.FromSeconds((minutes * 60) - 30));
            (await _bench.EventsAsync()).Count.ShouldBe(requests - 1);

            _bench.Host.Clock.Advance(TimeSpan.FromSeconds(30));
            await _bench.MediaAsync("m1", "requested");
            (await _bench.EventsAsync()).Count.ShouldBe(requests);
        }
    }

    [Fact]
    public async Task An_owner_who_taps_need_not_wait_for_the_pause()
    {
        await AskAsync();
        await AnswerAsync(RedeliveryOutcome.Success, "/v/nowhere?ccb=11-4");
        await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));

        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetRawText().ShouldBe("""{"state":"requested"}""");
    }

    [Fact]
    public async Task A_request_and_its_answer_outlive_a_restart()
    {
        await AskAsync();
        await _bench.RestartAsync();
        (await _bench.MessageAsync("m1")).GetProperty("media").GetProperty("state").GetString().ShouldBe("requested");

        await AnswerAsync(RedeliveryOutcome.Success, _bench.Media.Put(_picture.Sealed));

        await _bench.MediaAsync("m1", "downloaded");
    }

    [Fact]
    public async Task An_answer_about_an_unknown_message_or_without_sense_is_refused()
    {
        await AskAsync();
        const string Path = $"/wa/{PhoneBench.Number}/redeliveries";

        (await _bench.RefusedAsync(HttpMethod.Post, Path, 404, """{"message_id":"m9","error":2}""")).ShouldBe("There is no message m9 with a media.");
        (await _bench.RefusedAsync(HttpMethod.Post, Path, 400, """{"message_id":"m1"}""")).ShouldBe("`enc_iv` must be base64.");
        (await _bench.RefusedAsync(HttpMethod.Post, Path, 400, """{"message_id":"m1","error":"2"}""")).ShouldBe("`error` must be the number of an outcome.");
    }

    private async Task<JsonElement> AskAsync()
    {
        _bench.Media.Remove(_picture.DirectPath);
        await _bench.SendAsync(PhoneBench.Picture("m1", _picture));
        await _bench.MediaAsync("m1", "requested");
        return (await _bench.EventsAsync(count: 1)).ShouldHaveSingleItem();
    }

    private Task<JsonElement> AnswerAsync(RedeliveryOutcome outcome, string? path, MediaKey? key = null)
    {
        var note = new RedeliveryAnswer("m1", outcome, path).Seal(key ?? _picture.Key);
        return _bench.PostAsync(
            $"/wa/{PhoneBench.Number}/redeliveries",
            $$"""{"message_id":"m1","enc_p":"{{Convert.ToBase64String(note.Payload.Span)}}","enc_iv":"{{Convert.ToBase64String(note.Iv.Span)}}"}""");
    }
}
