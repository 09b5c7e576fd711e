using System.Text.Json;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

public sealed class PhoneTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private PhoneBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_number_is_a_phone_once_it_is_used()
    {
        var phone = await _bench.GetAsync($"/sim/phones/+1 555 000 1111");

        phone.GetProperty("wa_id").GetString().ShouldBe(Ada);
        phone.GetProperty("name").GetString().ShouldBe("Phone 15550001111");
        phone.GetProperty("platform").GetString().ShouldBe("iphone");
        phone.GetProperty("online").GetBoolean().ShouldBeTrue();
        phone.GetProperty("auto").GetRawText().ShouldBe("""{"deliver":true,"read":false,"download":true}""");
    }

    [Fact]
    public async Task A_change_changes_what_it_names_and_outlives_a_restart()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"name":"Ada","auto":{"read":true}}""");
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"platform":"android","online":false}""");
        await _bench.RestartAsync();

        var phone = await _bench.GetAsync($"/sim/phones/{Ada}");

        phone.GetProperty("name").GetString().ShouldBe("Ada");
        phone.GetProperty("platform").GetString().ShouldBe("android");
        phone.GetProperty("online").GetBoolean().ShouldBeFalse();
        phone.GetProperty("auto").GetRawText().ShouldBe("""{"deliver":true,"read":true,"download":true}""");
    }

    [Fact]
    public async Task What_a_phone_shows_can_be_put_back_as_it_is()
    {
        var phone = await _bench.GetAsync($"/sim/phones/{Ada}");

        (await _bench.PutAsync($"/sim/phones/{Ada}", phone.GetRawText())).GetRawText().ShouldBe(phone.GetRawText());
    }

    [Theory]
    [InlineData("""{"platform":"symbian"}""", "`platform` must be iphone or android.")]
    [InlineData("""{"online":"yes"}""", "`online` must be true or false.")]
    [InlineData("""{"auto":true}""", "`auto` must be an object with deliver, read and download.")]
    [InlineData("""{"auto":{"reply":true}}""", "`auto.reply` is unknown; known are: deliver, read, download.")]
    [InlineData("""{"colour":"red"}""", "`colour` is unknown; known are: name, platform, online, auto, chat_open.")]
    [InlineData("""{"wa_id":"15550002222"}""", "`wa_id` cannot be changed.")]
    [InlineData("""{"name":""}""", "`name` is missing or no text.")]
    [InlineData("[]", "The body must be a JSON object.")]
    public async Task A_wrong_change_is_refused_with_words_and_changes_nothing(string json, string words)
    {
        (await _bench.RefusedAsync(HttpMethod.Put, $"/sim/phones/{Ada}", 400, json)).ShouldBe(words);

        (await _bench.GetAsync($"/sim/phones/{Ada}")).GetProperty("platform").GetString().ShouldBe("iphone");
    }

    [Fact]
    public async Task A_path_without_a_number_is_refused_with_words() =>
        (await _bench.RefusedAsync(HttpMethod.Get, "/sim/phones/nobody", 400)).ShouldBe("`wa_id` must be a phone number of 7 to 15 digits.");

    [Fact]
    public async Task What_is_not_there_is_refused_with_words()
    {
        (await _bench.RefusedAsync(HttpMethod.Get, "/sim/fax", 404)).ShouldContain("There is no GET /sim/fax here");
        (await _bench.RefusedAsync(HttpMethod.Delete, $"/sim/phones/{Ada}", 405)).ShouldContain("allowed is GET, PUT");
        (await _bench.RefusedAsync(HttpMethod.Get, $"/sim/phones/{Ada}/messages/none", 404)).ShouldBe($"The phone {Ada} has no message none.");
    }

    [Fact]
    public async Task Defaults_hold_for_phones_that_are_created_later()
    {
        await _bench.GetAsync($"/sim/phones/{Ada}");
        var defaults = await _bench.PutAsync("/sim/defaults", """{"platform":"android","auto":{"download":false}}""");

        defaults.GetRawText().ShouldBe("""{"platform":"android","online":true,"auto":{"deliver":true,"read":false,"download":false}}""");
        (await _bench.GetAsync("/sim/defaults")).GetRawText().ShouldBe(defaults.GetRawText());
        (await _bench.GetAsync($"/sim/phones/{Ada}")).GetProperty("platform").GetString().ShouldBe("iphone");
        (await _bench.GetAsync("/sim/phones/15550002222")).GetProperty("platform").GetString().ShouldBe("android");
        (await _bench.RefusedAsync(HttpMethod.Put, "/sim/defaults", 400, """{"name":"Ada"}""")).ShouldContain("`name` is unknown");
    }

    [Fact]
    public async Task Phones_are_listed_page_by_page()
    {
        foreach (var last in "31245")
        {
            await _bench.GetAsync($"/sim/phones/1555000000{last}");
        }

        var first = await _bench.GetAsync("/sim/phones?limit=3");
        var second = await _bench.GetAsync($"/sim/phones?limit=3&after={first.GetProperty("next").GetString()}");

        Ids(first).Concat(Ids(second)).ShouldBe(["15550000001", "15550000002", "15550000003", "15550000004", "15550000005"]);
        second.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _bench.RefusedAsync(HttpMethod.Get, "/sim/phones?limit=0", 400)).ShouldBe("`limit` must be a number from 1 to 1000.");
    }

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("phones").EnumerateArray().Select(phone => phone.GetProperty("wa_id").GetString()!);
}
