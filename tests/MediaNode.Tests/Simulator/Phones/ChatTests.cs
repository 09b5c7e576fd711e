using System.Text.Json;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

public sealed class ChatTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private PhoneBench _bench = null!;
    private SentPicture _picture = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await PhoneBench.StartAsync();
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"auto":{"deliver":false}}""");
        _picture = _bench.Media.Seal(Bytes.Random(1000));
    }

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Opening_a_chat_shows_the_divider_once_and_reads_everything()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m2", "two"));
        (await DrawnAsync("?peek=true")).ShouldBe(["date", "unread 2", "m1 one", "m2 two"]);
        (await _bench.EventsAsync()).ShouldBeEmpty();

        (await DrawnAsync()).ShouldBe(["date", "unread 2", "m1 one", "m2 two"]);

        ArrivalTests.Told(await _bench.EventsAsync(count: 2)).ShouldBe(["m1 read", "m2 read"]);
        (await DrawnAsync()).ShouldBe(["date", "m1 one", "m2 two"]);
    }

    [Fact]
    public async Task The_divider_stands_above_the_first_that_was_not_read()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "one"));
        await DrawnAsync();
        await _bench.SendAsync(PhoneBench.Text("m2", "two"), PhoneBench.Text("m3", "three"));

        (await DrawnAsync()).ShouldBe(["date", "m1 one", "unread 2", "m2 two", "m3 three"]);
    }

    [Fact]
    public async Task Four_images_in_succession_form_an_album()
    {
        await SendPicturesAsync("a", "b", "c", "d");
        await _bench.SendAsync(PhoneBench.Picture("e", _picture, caption: "The fifth"));

        (await DrawnAsync()).ShouldBe(["date", "unread 5", "album a,b,c,d", "e The fifth"]);
    }

    [Fact]
    public async Task The_divider_breaks_an_album_at_the_visit_in_which_it_is_drawn()
    {
        await SendPicturesAsync("a", "b");
        await DrawnAsync();
        await SendPicturesAsync("c", "d");

        (await DrawnAsync()).ShouldBe(["date", "a ", "b ", "unread 2", "c ", "d "]);
        (await DrawnAsync()).ShouldBe(["date", "album a,b,c,d"]);
    }

    [Fact]
    public async Task A_new_day_breaks_an_album_and_has_its_header()
    {
        await SendPicturesAsync("a", "b");
        _bench.Host.Clock.Advance(TimeSpan.FromDays(1));
        await SendPicturesAsync("c", "d");

        (await DrawnAsync()).ShouldBe(["date", "unread 4", "a ", "b ", "date", "c ", "d "]);
    }

    [Fact]
    public async Task What_arrives_while_the_chat_is_open_is_read_and_shows_singly_until_the_next_visit()
    {
        await SendPicturesAsync("a", "b", "c", "d");
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"chat_open":true}""");
        await SendPicturesAsync("e", "f", "g", "h");

        (await DrawnAsync()).ShouldBe(["date", "unread 4", "album a,b,c,d", "e ", "f ", "g ", "h "]);
        (await DrawnAsync()).ShouldBe(["date", "unread 4", "album a,b,c,d", "e ", "f ", "g ", "h "]);
        var told = (await _bench.EventsAsync(count: 16)).Where(receipt => receipt.GetProperty("status").GetString() == "read");
        told.Select(receipt => receipt.GetProperty("message_id").GetString()).ShouldBe(["a", "b", "c", "d", "e", "f", "g", "h"]);
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"chat_open":false}""");
        (await DrawnAsync()).ShouldBe(["date", "album a,b,c,d,e,f,g,h"]);
    }

    [Fact]
    public async Task The_phone_s_own_messages_stand_on_the_other_side()
    {
        await _bench.SendAsync(PhoneBench.Text("m1", "Ready?"));
        var id = (await _bench.PostAsync($"/sim/phones/{Ada}/send?type=text", """{"body":"Yes"}""")).GetProperty("id").GetString();

        var items = (await _bench.GetAsync($"/sim/phones/{Ada}/chat?with={PhoneBench.Number}")).GetProperty("items");

        items[3].GetProperty("message_id").GetString().ShouldBe(id);
        items[3].GetProperty("side").GetString().ShouldBe("out");
        items[2].GetProperty("side").GetString().ShouldBe("in");
    }

    [Fact]
    public async Task Android_cuts_the_caption_of_a_document_where_an_iphone_does_not()
    {
        const string Caption = "The yearly report with all of its appendices";
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal([1, 2, 3], Kind.Document), Caption, "report.pdf"));
        await _bench.MediaAsync("m1", "downloaded");
        var onIPhone = (await _bench.GetAsync($"/sim/phones/{Ada}/chat?peek=true")).GetProperty("items")[2];
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"platform":"android"}""");

        var onAndroid = (await _bench.GetAsync($"/sim/phones/{Ada}/chat?peek=true")).GetProperty("items")[2];

        onIPhone.GetProperty("title").GetString().ShouldBe(Caption);
        onAndroid.GetProperty("title").GetString()!.ShouldEndWith("…");
        onAndroid.GetProperty("truncated").GetBoolean().ShouldBeTrue();
        onAndroid.GetProperty("subtitle").GetString().ShouldBe("PDF");
        onAndroid.GetProperty("media").GetRawText().ShouldBe("""{"kind":"document","state":"downloaded"}""");
    }

    [Fact]
    public async Task A_long_chat_is_shown_from_its_end_and_before_it_on_demand()
    {
        await _bench.SendAsync([.. Enumerable.Range(1, 5).Select(i => PhoneBench.Text($"m{i}", $"{i}"))]);
        await DrawnAsync();

        var end = await _bench.GetAsync($"/sim/phones/{Ada}/chat?limit=2");

        Drawn(end).ShouldBe(["date", "m4 4", "m5 5"]);
        Drawn(await _bench.GetAsync($"/sim/phones/{Ada}/chat?limit=9&before={end.GetProperty("before").GetInt64()}")).ShouldBe(["date", "m1 1", "m2 2", "m3 3"]);
    }

    [Fact]
    public async Task A_phone_that_has_talked_with_nobody_has_an_empty_chat() =>
        (await _bench.GetAsync("/sim/phones/15550002222/chat")).GetRawText().ShouldBe("""{"items":[]}""");

    private static IReadOnlyList<string> Drawn(JsonElement chat) => [.. chat.GetProperty("items").EnumerateArray().Select(DrawnItem)];

    private static string DrawnItem(JsonElement item) => item.GetProperty("kind").GetString() switch
    {
        "date" => "date",
        "unread" => $"unread {item.GetProperty("count").GetInt32()}",
        "album" => $"album {string.Join(',', item.GetProperty("messages").EnumerateArray().Select(id => id.GetString()))}",
        _ => $"{item.GetProperty("message_id").GetString()} {item.GetProperty("title").GetString()}",
    };

    private Task<JsonElement> SendPicturesAsync(params string[] ids) => _bench.SendAsync([.. ids.Select(id => PhoneBench.Picture(id, _picture))]);

    private async Task<IReadOnlyList<string>> DrawnAsync(string query = "") => Drawn(await _bench.GetAsync($"/sim/phones/{Ada}/chat{query}"));
}
