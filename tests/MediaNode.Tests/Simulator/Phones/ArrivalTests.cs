using System.Text.Json;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

public sealed class ArrivalTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private PhoneBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_text_arrives_and_says_so()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "Good morning"));

        var message = await _bench.MessageAsync("m1");
        message.GetProperty("from").GetString().ShouldBe(PhoneBench.Number);
        message.GetProperty("type").GetString().ShouldBe("text");
        message.GetProperty("text").GetString().ShouldBe("Good morning");
        message.GetProperty("content").GetRawText().ShouldBe("""{"body":"Good morning"}""");
        message.GetProperty("display").GetRawText().ShouldBe("""{"title":"Good morning","subtitle":"","truncated":false}""");
        message.GetProperty("status").GetString().ShouldBe("received");
        message.TryGetProperty("media", out _).ShouldBeFalse();
        DateTimeOffset.Parse(message.GetProperty("timestamp").GetString()!).ShouldBeLessThanOrEqualTo(_bench.Host.Clock.GetUtcNow());
        var receipt = (await _bench.EventsAsync(count: 1)).ShouldHaveSingleItem();
        receipt.GetProperty("type").GetString().ShouldBe("receipt");
        receipt.GetProperty("message_id").GetString().ShouldBe("m1");
        receipt.GetProperty("recipient").GetString().ShouldBe(Ada);
        receipt.GetProperty("status").GetString().ShouldBe("delivered");
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    [InlineData(null, null)]
    public async Task A_text_keeps_whether_it_wants_a_preview(bool? said, string? shown)
    {
        var text = PhoneBench.Text("m1", "see https://example.org");
        if (said is { } preview)
        {
            text["preview_url"] = preview;
        }

        await _bench.SendAsync(text);

        var message = (await _bench.GetAsync($"/sim/phones/{Ada}/messages")).GetProperty("messages")[0];
        (message.TryGetProperty("preview_url", out var found) ? found.GetRawText() : null).ShouldBe(shown);
        message.GetProperty("content").GetRawText().ShouldBe("""{"body":"see https://example.org"}""");
    }

    [Fact]
    public async Task Reading_a_message_reads_all_before_it_and_each_receipt_comes_once()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "1"), PhoneBench.Text("m2", "2"), PhoneBench.Text("m3", "3"));

        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m2/read");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m2/read");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m3/read");

        Told(await _bench.EventsAsync(count: 6)).ShouldBe(["m1 delivered", "m2 delivered", "m3 delivered", "m1 read", "m2 read", "m3 read"]);
        (await _bench.MessageAsync("m1")).GetProperty("status").GetString().ShouldBe("read");
    }

    [Fact]
    public async Task A_phone_that_reads_everything_says_delivered_and_read()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"auto":{"read":true}}""");

        await _bench.SendAsync(PhoneBench.Text("m1", "1"), PhoneBench.Text("m2", "2"));

        Told(await _bench.EventsAsync(count: 4)).ShouldBe(["m1 delivered", "m1 read", "m2 delivered", "m2 read"]);
    }

    [Fact]
    public async Task A_phone_that_says_nothing_says_nothing()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"auto":{"deliver":false}}""");
        await _bench.SendAsync(PhoneBench.Text("m1", "1"));
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/read");

        Told(await _bench.EventsAsync(count: 1)).ShouldBe(["m1 read"]);
    }

    [Fact]
    public async Task An_offline_phone_receives_nothing_until_it_is_online_and_then_all_in_order()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        var ids = Enumerable.Range(0, 200).Select(i => $"m{i:000}").ToList();
        await _bench.SendAsync([.. ids.Select(id => PhoneBench.Text(id, id))]);
        (await _bench.GetAsync($"/sim/phones/{Ada}/messages")).GetProperty("messages").GetArrayLength().ShouldBe(0);
        (await _bench.EventsAsync()).ShouldBeEmpty();
        await _bench.RestartAsync();

        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":true}""");
        await _bench.SendAsync(PhoneBench.Text("m200", "the last"));

        Told(await _bench.EventsAsync(count: 201)).ShouldBe(ids.Append("m200").Select(id => $"{id} delivered"));
    }

    [Fact]
    public async Task What_is_read_offline_is_told_when_the_phone_is_online_again()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "1"));
        await _bench.EventsAsync(count: 1);
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/read");
        (await _bench.EventsAsync()).Count.ShouldBe(1);

        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":true}""");

        Told(await _bench.EventsAsync(count: 2)).ShouldBe(["m1 delivered", "m1 read"]);
    }

    [Fact]
    public async Task Messages_are_listed_page_by_page_in_the_order_in_which_they_were_sent()
    {
        await _bench.SendAsync([.. Enumerable.Range(1, 5).Select(i => PhoneBench.Text($"m{i}", $"{i}"))]);

        var first = await _bench.GetAsync($"/sim/phones/{Ada}/messages?limit=3");
        var second = await _bench.GetAsync($"/sim/phones/{Ada}/messages?limit=3&after={first.GetProperty("next").GetInt64()}");

        Ids(first).Concat(Ids(second)).ShouldBe(["m1", "m2", "m3", "m4", "m5"]);
        second.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("location", """{"latitude":48.2,"longitude":16.37}""", "48.2, 16.37")]
    [InlineData("location", """{"latitude":48.2,"longitude":16.37,"name":"Vienna"}""", "Vienna")]
    [InlineData("contacts", """[{"name":{"formatted_name":"Ada L."}},{"name":{"formatted_name":"Bob"}}]""", "Ada L., Bob")]
    [InlineData("interactive", """{"type":"button","body":{"text":"Choose"}}""", "Choose")]
    [InlineData("template", """{"name":"order_shipped","language":{"code":"en"}}""", "order_shipped")]
    public async Task Other_kinds_of_messages_show_their_words_and_their_content(string type, string content, string title)
    {
        await _bench.PostAsync(
            $"/wa/{PhoneBench.Number}/messages", $$"""{"messages":[{"id":"m1","to":"{{Ada}}","type":"{{type}}","content":{{content}}}]}""");

        var message = await _bench.MessageAsync("m1");

        message.GetProperty("content").GetRawText().ShouldBe(content);
        message.GetProperty("display").GetProperty("title").GetString().ShouldBe(title);
    }

    [Fact]
    public async Task A_phone_writes_to_whom_it_has_talked_with_and_sees_what_becomes_of_it()
    {
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/send?type=text", 409, """{"body":"hi"}""")).ShouldContain("?to=NUMBER");
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"name":"Ada","auto":{"deliver":false}}""");
        await _bench.SendAsync(PhoneBench.Text("m1", "Anything else?"));

        var id = (await _bench.PostAsync($"/sim/phones/{Ada}/send?type=text", """{"body":"No, \"thanks\""}""")).GetProperty("id").GetString()!;

        id.ShouldStartWith("ABGG");
        var told = (await _bench.EventsAsync(count: 1)).ShouldHaveSingleItem();
        told.GetProperty("type").GetString().ShouldBe("message");
        told.GetProperty("message_id").GetString().ShouldBe(id);
        told.GetProperty("from").GetString().ShouldBe(Ada);
        told.GetProperty("name").GetString().ShouldBe("Ada");
        told.GetProperty("message_type").GetString().ShouldBe("text");
        told.GetProperty("content").GetProperty("body").GetString().ShouldBe("No, \"thanks\"");
        (await _bench.MessageAsync(id)).GetProperty("status").GetString().ShouldBe("sent");
        await _bench.EventsAsync(after: told.GetProperty("cursor").GetInt64());
        (await _bench.MessageAsync(id)).GetProperty("status").GetString().ShouldBe("delivered");
        await _bench.PostAsync($"/wa/{PhoneBench.Number}/read", $$"""{"message_id":"{{id}}"}""");
        var message = await _bench.MessageAsync(id);
        message.GetProperty("status").GetString().ShouldBe("read");
        message.GetProperty("from").GetString().ShouldBe(Ada);
        message.GetProperty("to").GetString().ShouldBe(PhoneBench.Number);
    }

    [Fact]
    public async Task A_phone_writes_to_whom_it_is_told_to()
    {
        await _bench.PostAsync($"/sim/phones/{Ada}/send?type=text&to={PhoneBench.Number}", """{"body":"Hello?"}""");

        (await _bench.EventsAsync(count: 1))[0].GetProperty("content").GetProperty("body").GetString().ShouldBe("Hello?");
    }

    [Fact]
    public async Task What_a_phone_cannot_send_is_refused_with_words()
    {
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/send?type=text", 400, "{}")).ShouldBe("`body` is missing or no text.");
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/send?type=text&to=15559990000", 409, """{"body":"hi"}"""))
            .ShouldBe("The phone is offline.");
    }

    internal static IEnumerable<string> Told(IEnumerable<JsonElement> events) =>
        events.Select(told => $"{told.GetProperty("message_id").GetString()} {told.GetProperty("status").GetString()}");

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!);
}
