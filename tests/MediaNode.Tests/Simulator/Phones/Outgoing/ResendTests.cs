using System.Net;
using System.Text.Json;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

/// <summary>A node asks a phone for a media that is gone from the servers.</summary>
public sealed class ResendTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private readonly byte[] _bytes = Bytes.Random(200_000);
    private PhoneBench _bench = null!;
    private string _id = null!;
    private JsonElement _media;

    public async ValueTask InitializeAsync()
    {
        _bench = await PhoneBench.StartAsync();
        var sent = await _bench.SendMediaAsync("type=voice", _bytes);
        (_id, _media) = (sent.GetProperty("id").GetString()!, sent.GetProperty("media"));
    }

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task After_fourteen_days_it_is_gone_and_asked_for_it_is_there_again()
    {
        _bench.Host.Clock.Advance(TimeSpan.FromDays(14));
        (await StatusAsync()).ShouldBe(HttpStatusCode.Gone);

        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));

        var answer = (await _bench.EventsAsync(count: 2))[1];
        answer.GetProperty("type").GetString().ShouldBe("media_retry_answer");
        answer.GetProperty("message_id").GetString().ShouldBe(_id);
        answer.GetProperty("from").GetString().ShouldBe(Ada);
        var path = PathOf(answer);
        path.ShouldNotBe(_media.GetProperty("direct_path").GetString());
        (await _bench.OpenAsync(_media, path)).ShouldBe(_bytes);
        (await StatusAsync()).ShouldBe(HttpStatusCode.Gone);
        (await _bench.MessageAsync(_id)).GetProperty("media").GetProperty("direct_path").GetString().ShouldBe(path);
        _bench.Host.Clock.Advance(TimeSpan.FromDays(14));
        (await StatusAsync(path)).ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Each_request_after_an_answer_has_an_answer_and_a_path_of_its_own()
    {
        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));
        var first = PathOf((await _bench.EventsAsync(count: 2))[1]);

        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));

        var second = PathOf((await _bench.EventsAsync(count: 3))[2]);
        second.ShouldNotBe(first);
        (await _bench.OpenAsync(_media, second)).ShouldBe(_bytes);
    }

    [Fact]
    public async Task A_phone_that_is_offline_answers_once_when_it_is_online_again_after_a_restart_too()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        await _bench.AskAgainAsync(_id, MediaKey.New());
        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));
        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));
        await _bench.AskAgainAsync(_id, MediaKey.New());
        await _bench.RestartAsync();
        (await _bench.EventsAsync()).Count.ShouldBe(1);

        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":true}""");

        (await _bench.OpenAsync(_media, PathOf((await _bench.EventsAsync(count: 2))[1]))).ShouldBe(_bytes);

        // A second answer to the first would stand before the answer to this one.
        var other = await _bench.SendMediaAsync("type=image", [1]);
        await _bench.AskAgainAsync(other.GetProperty("id").GetString()!, SendingPhone.KeyOf(other.GetProperty("media")));
        (await _bench.EventsAsync(count: 4)).Count.ShouldBe(4);
        (await _bench.EventsAsync())[3].GetProperty("message_id").GetString().ShouldBe(other.GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_waits_for_its_answer_outlives_a_restart_of_a_phone_that_is_online()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":true}""");

        await _bench.RestartAsync();

        PathOf((await _bench.EventsAsync(count: 2))[1]).ShouldStartWith("/v/t62.7117-24/");
    }

    [Fact]
    public async Task A_phone_that_has_forgotten_it_says_so()
    {
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/{_id}/forget");
        (await _bench.MessageAsync(_id)).GetProperty("media").GetProperty("state").GetString().ShouldBe("unavailable");
        Directory.GetFiles(Path.Combine(_bench.Data, "content")).ShouldBeEmpty();

        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));

        var answer = (await _bench.EventsAsync(count: 2))[1];
        RedeliveryAnswer.OutcomeOf(answer.GetProperty("error").GetUInt64()).ShouldBe(RedeliveryOutcome.NotFound);
        answer.TryGetProperty("enc_p", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_under_another_key_is_answered_as_one_that_cannot_be_opened()
    {
        await _bench.AskAgainAsync(_id, MediaKey.New());

        var answer = (await _bench.EventsAsync(count: 2))[1];
        RedeliveryAnswer.OutcomeOf(answer.GetProperty("error").GetUInt64()).ShouldBe(RedeliveryOutcome.DecryptionError);
        (await _bench.GetAsync("/sim/media")).GetProperty("media").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_sent_is_not_uploaded()
    {
        var file = Directory.GetFiles(Path.Combine(_bench.Data, "content")).ShouldHaveSingleItem();
        await File.WriteAllBytesAsync(file, Bytes.Random(_bytes.Length, seed: 2));

        await _bench.AskAgainAsync(_id, SendingPhone.KeyOf(_media));

        var answer = (await _bench.EventsAsync(count: 2))[1];
        RedeliveryAnswer.OutcomeOf(answer.GetProperty("error").GetUInt64()).ShouldBe(RedeliveryOutcome.GeneralError);
        Directory.GetFiles(Path.Combine(_bench.Data, "spool")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_about_an_unknown_message_or_without_sense_is_refused()
    {
        const string Path = $"/wa/{PhoneBench.Number}/media_retries";
        var text = (await _bench.PostAsync($"/sim/phones/{Ada}/send?type=text", """{"body":"hi"}""")).GetProperty("id").GetString();

        (await _bench.RefusedAsync(HttpMethod.Post, Path, 404, """{"message_id":"m9","enc_p":"","enc_iv":""}"""))
            .ShouldBe("No phone has sent a message m9 with a media.");
        (await _bench.RefusedAsync(HttpMethod.Post, Path, 404, $$"""{"message_id":"{{text}}","enc_p":"","enc_iv":""}"""))
            .ShouldBe($"No phone has sent a message {text} with a media.");
        (await _bench.RefusedAsync(HttpMethod.Post, Path, 400, $$"""{"message_id":"{{_id}}"}""")).ShouldBe("`enc_iv` must be base64.");
        (await _bench.RefusedAsync(HttpMethod.Post, "/wa/15559990009/media_retries", 404, $$"""{"message_id":"{{_id}}","enc_p":"","enc_iv":""}"""))
            .ShouldContain("No phone has sent");
    }

    private string PathOf(JsonElement answer)
    {
        var note = new RedeliveryNote(answer.GetProperty("enc_iv").GetBytesFromBase64(), answer.GetProperty("enc_p").GetBytesFromBase64());
        var said = RedeliveryAnswer.Open(note, SendingPhone.KeyOf(_media), _id).ShouldBeOfType<NoteResult<RedeliveryAnswer>.Opened>().Content;
        said.Outcome.ShouldBe(RedeliveryOutcome.Success);
        return said.DirectPath!;
    }

    private async Task<HttpStatusCode> StatusAsync(string? path = null)
    {
        using var response = await _bench.FetchAsync(_media, path);
        return response.StatusCode;
    }
}
