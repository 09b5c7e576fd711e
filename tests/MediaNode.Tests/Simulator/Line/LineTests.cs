using System.Net;
using MediaNode.Tests.Simulator.Phones;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Line;

public sealed class LineTests : IAsyncLifetime
{
    private const string Messages = $"/wa/{PhoneBench.Number}/messages";

    private PhoneBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_message_is_taken_once_and_answered_the_same_each_time()
    {
        var first = await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m2", "two"));
        _bench.Host.Clock.Advance(TimeSpan.FromHours(1));
        await _bench.RestartAsync();

        var second = await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m2", "two"));

        second.GetRawText().ShouldBe(first.GetRawText());
        first.GetProperty("messages")[0].GetProperty("status").GetString().ShouldBe("accepted");
        (await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/messages")).GetProperty("messages").GetArrayLength().ShouldBe(2);
        (await _bench.EventsAsync(count: 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_message_twice_in_one_batch_is_one_message()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m1", "one"));

        (await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/messages")).GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_message_to_what_is_no_number_is_rejected_and_the_others_are_taken()
    {
        var answer = await _bench.SendAsync(PhoneBench.Text("m1", "one", to: "123"), PhoneBench.Text("m2", "two"));

        answer.GetProperty("messages")[0].GetRawText().ShouldBe(
            """{"id":"m1","status":"rejected","error":{"code":1013,"title":"User is not valid","details":"`to` is no phone number."}}""");
        answer.GetProperty("messages")[1].GetProperty("status").GetString().ShouldBe("accepted");
        (await _bench.SendAsync(PhoneBench.Text("m1", "one", to: "123"))).GetProperty("messages")[0].GetProperty("status").GetString().ShouldBe("rejected");
    }

    [Theory]
    [InlineData("{}", "`messages` must be an array.")]
    [InlineData("""{"messages":[{"to":"15550001111","type":"text","content":{}}]}""", "`id` is missing or no text.")]
    [InlineData("""{"messages":[{"id":"m1","to":"15550001111","type":"text"}]}""", "`content` of message m1 must be an object or an array.")]
    [InlineData("""{"messages":[{"id":"m1","to":"15550001111","type":"image","content":{}}]}""", "`media` is missing in message m1, which is of type image.")]
    [InlineData("""{"messages":[{"id":"m1","to":"15550001111","type":"text","content":{"body":"\ud800"}}]}""", "A text has half of a surrogate pair.")]
    [InlineData("""{"messages":["m1"]}""", "A message must be an object.")]
    [InlineData("[]", "The body must be a JSON object.")]
    public async Task A_wrong_request_is_refused_with_words(string json, string words) =>
        (await _bench.RefusedAsync(HttpMethod.Post, Messages, 400, json)).ShouldBe(words);

    [Theory]
    [InlineData("kind", "poster", "`kind` must be one of image, sticker, audio, voice, video, document.")]
    [InlineData("media_key", "AAAA", "`media_key` must be 32 bytes in base64.")]
    [InlineData("file_sha256", 7, "`file_sha256` must be 32 bytes in base64.")]
    [InlineData("file_length", -1, "`file_length` must be a number of bytes.")]
    [InlineData("url", "file:///etc/passwd", "`url` must be an address with http or https.")]
    [InlineData("direct_path", "v/t", "`direct_path` must begin with a slash.")]
    [InlineData("mimetype", "", "`mimetype` is missing or no text.")]
    public async Task A_media_that_no_phone_could_open_is_refused_and_nothing_of_the_batch_is_taken(string name, object value, string words)
    {
        var message = PhoneBench.Picture("m2", _bench.Media.Seal([1]));
        ((Dictionary<string, object>)message["media"])[name] = value;

        using var response = await _bench.PostMessagesAsync(PhoneBench.Text("m1", "one"), message);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe(words);
        (await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/messages")).GetProperty("messages").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task More_than_256_messages_are_too_many()
    {
        using var response = await _bench.PostMessagesAsync([.. Enumerable.Range(0, 257).Select(i => PhoneBench.Text($"m{i}", "x"))]);

        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe("`messages` may have 256 entries; there are 257.");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Messages_of_many_batches_stay_in_their_order()
    {
        for (var batch = 0; batch < 5; batch++)
        {
            await _bench.SendAsync([.. Enumerable.Range(batch * 100, 100).Select(i => PhoneBench.Text($"m{i:000}", "x"))]);
        }

        var ids = (await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/messages?limit=1000")).GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("id").GetString());

        ids.ShouldBe(Enumerable.Range(0, 500).Select(i => $"m{i:000}"));
        var events = await _bench.EventsAsync(count: 500);
        events.Select(told => told.GetProperty("message_id").GetString()).ShouldBe(Enumerable.Range(0, 500).Select(i => $"m{i:000}"));
        events.Select(told => told.GetProperty("cursor").GetInt64()).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_waiting_request_wakes_when_something_happens()
    {
        var waiting = _bench.EventsAsync(after: 0, wait: 60);

        await _bench.SendAsync(PhoneBench.Text("m1", "one"));

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).ShouldHaveSingleItem().GetProperty("message_id").GetString().ShouldBe("m1");
    }

    [Fact]
    public async Task A_simulator_that_stops_does_not_wait_for_those_who_wait()
    {
        var waiting = _bench.EventsAsync(after: 0, wait: 60);
        for (var round = 0; round < 20; round++)
        {
            await _bench.GetAsync("/sim/phones"); // After so many answers the other request is there too.
        }

        await _bench.Host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        (await waiting).ShouldBeEmpty();
        await _bench.RestartAsync();
    }

    [Fact]
    public async Task A_store_that_fails_takes_nothing_and_recovers()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"));
        await _bench.EventsAsync(count: 1);
        Rename("receipt", "elsewhere");

        using var refused = await _bench.PostMessagesAsync(PhoneBench.Text("m2", "two"));

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.JsonAsync()).GetProperty("error").GetString()!.ShouldStartWith("The simulator cannot use its store: ");
        (await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/messages")).GetProperty("messages").GetArrayLength().ShouldBe(1);
        Rename("elsewhere", "receipt");
        await _bench.SendAsync(PhoneBench.Text("m2", "two"));
        ArrivalTests.Told(await _bench.EventsAsync(count: 2)).ShouldBe(["m1 delivered", "m2 delivered"]);
    }

    [Fact]
    public async Task Events_go_to_their_own_number_each()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"));
        await _bench.EventsAsync(count: 1);

        (await _bench.GetAsync("/wa/15558880000/events")).GetProperty("events").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Events_are_kept_for_thirty_days_and_their_numbers_never_come_again()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"));
        var first = (await _bench.EventsAsync(count: 1))[0];
        _bench.Host.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        (await _bench.EventsAsync())[0].GetRawText().ShouldBe(first.GetRawText());
        _bench.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        (await _bench.EventsAsync()).ShouldBeEmpty();
        await _bench.SendAsync(PhoneBench.Text("m2", "two"));
        await _bench.RestartAsync();

        (await _bench.EventsAsync(count: 1))[0].GetProperty("cursor").GetInt64().ShouldBeGreaterThan(first.GetProperty("cursor").GetInt64());
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("limit=1001")]
    [InlineData("wait=61")]
    [InlineData("wait=soon")]
    public async Task A_wrong_question_for_events_is_refused_with_words(string query) =>
        (await _bench.RefusedAsync(HttpMethod.Get, $"/wa/{PhoneBench.Number}/events?{query}", 400)).ShouldContain($"`{query.Split('=')[0]}` must be a number");

    [Fact]
    public async Task Everyone_with_a_number_is_a_contact()
    {
        var answer = await _bench.PostAsync($"/wa/{PhoneBench.Number}/contacts", """{"contacts":["+1 555 000 1111","123","(0043) 1-23.45 67","abc1234567"]}""");

        answer.GetRawText().ShouldBe(
            """
            {"contacts":[{"input":"+1 555 000 1111","status":"valid","wa_id":"15550001111"},{"input":"123","status":"invalid"},
            {"input":"(0043) 1-23.45 67","status":"valid","wa_id":"00431234567"},{"input":"abc1234567","status":"invalid"}]}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Reading_what_nobody_wrote_is_refused()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"));

        (await _bench.RefusedAsync(HttpMethod.Post, $"/wa/{PhoneBench.Number}/read", 404, """{"message_id":"m1"}""")).ShouldBe("No phone has sent a message m1.");
        (await _bench.RefusedAsync(HttpMethod.Post, $"/wa/{PhoneBench.Number}/read", 404, """{"message_id":"m9"}""")).ShouldBe("No phone has sent a message m9.");
    }

    private void Rename(string table, string name)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_bench.Data, "simulator.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"ALTER TABLE {table} RENAME TO {name}";
        command.ExecuteNonQuery();
    }
}
