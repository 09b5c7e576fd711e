using System.Net;
using System.Text.Json;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class MessageCheckTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    private readonly TestNode _node = messages.Node;

    [Fact]
    public async Task A_message_by_itself_is_checked_and_nothing_is_sent()
    {
        var before = await CountAsync();

        var answer = await CheckAsync("""{"to":"15550001111","text":{"body":"hi"}}""");

        answer.GetProperty("valid").GetBoolean().ShouldBeTrue();
        answer.GetProperty("messages").GetArrayLength().ShouldBe(1);
        answer.GetProperty("messages")[0].Text("type").ShouldBe("text");
        answer.GetProperty("messages")[0].TryGetProperty("shown", out _).ShouldBeFalse();
        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_message_is_told()
    {
        var answer = await CheckAsync(
            """
            {"messages":[
              {"to":"15550001111","text":{"body":"fine"}},
              {"to":"abc","recipient_type":"group","type":"image","image":{"id":"1","link":"https://files.example/a.jpg"}},
              {"to":"15550001111","type":"sticker","sticker":{"id":"0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10","caption":"c"},"timestamp":"yesterday"}]}
            """);

        answer.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var checkedMessages = answer.GetProperty("messages").EnumerateArray().ToList();
        checkedMessages.Select(message => message.GetProperty("valid").GetBoolean()).ShouldBe([true, false, false]);
        ErrorsOf(checkedMessages[1]).ShouldBe(["recipient_type 1002", "to 1009", "image.link 1009"]);
        ErrorsOf(checkedMessages[2]).ShouldBe(["timestamp 1009", "sticker.caption 1010", "sticker.id 1009"]);
        checkedMessages[2].GetProperty("errors")[1].Text("title").ShouldBe("Parameter is not required");
    }

    [Fact]
    public async Task A_link_is_checked_as_far_as_nothing_has_to_be_fetched_for_it()
    {
        var answer = await CheckAsync(
            """
            {"messages":[
              {"to":"15550001111","type":"image","image":{"link":"https://files.example/a.jpg","caption":"c"}},
              {"to":"15550001111","type":"image","image":{"link":"https://files.example/a.jpg","provider":{"name":"nobody"}}}]}
            """);

        var (good, bad) = (answer.GetProperty("messages")[0], answer.GetProperty("messages")[1]);
        good.GetProperty("valid").GetBoolean().ShouldBeTrue();
        good.Text("kind").ShouldBe("image");
        WarningsOf(good).ShouldBe(["link_not_fetched"]);
        ErrorsOf(bad).ShouldBe(["image.provider.name 1009"]);
    }

    [Fact]
    public async Task The_caption_of_a_document_is_shown_in_place_of_its_name_and_cut_on_Android()
    {
        var media = await _node.UploadAsync(MessagesNode.Pdf, "application/pdf");

        var message = (await CheckAsync("{\"to\":\"15550001111\",\"type\":\"document\",\"document\":{\"id\":\"" + media
            + "\",\"filename\":\"invoice-77.pdf\",\"caption\":\"Invoice 77 of last month, with the corrections\"}}")).GetProperty("messages")[0];

        var shown = message.GetProperty("shown");
        shown.GetProperty("iphone").GetRawText().ShouldBe("""{"title":"Invoice 77 of last month, with the corrections","subtitle":"PDF","truncated":false}""");
        shown.GetProperty("android").GetProperty("truncated").GetBoolean().ShouldBeTrue();
        shown.GetProperty("android").Text("title").ShouldEndWith("…");
        WarningsOf(message).ShouldBe(["caption_hides_filename", "caption_truncated"]);
    }

    [Theory]
    [InlineData("\"filename\":\"invoice.pdf\"", "")]
    [InlineData("\"filename\":\"invoice.docx\"", "extension_mismatch")]
    [InlineData("\"filename\":\"invoice\"", "extension_missing")]
    [InlineData("\"filename\":\"\"", "filename_missing")]
    [InlineData("\"caption\":\"c\"", "filename_missing")]
    public async Task A_name_that_phones_can_do_nothing_with_is_warned_of(string members, string warnings)
    {
        var media = await _node.UploadAsync(MessagesNode.Pdf, "application/pdf");

        var answer = await CheckAsync("{\"platform\":\"iphone\",\"messages\":[{\"to\":\"15550001111\",\"type\":\"document\",\"document\":{\"id\":\"" + media + "\"," + members + "}}]}");

        var message = answer.GetProperty("messages")[0];
        string.Join(" ", WarningsOf(message)).ShouldBe(warnings);
        message.GetProperty("shown").EnumerateObject().Select(platform => platform.Name).ShouldBe(["iphone"]);
    }

    [Fact]
    public async Task A_file_name_beside_an_image_is_warned_of()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");

        var answer = await CheckAsync("{\"to\":\"15550001111\",\"type\":\"image\",\"image\":{\"id\":\"" + media + "\",\"filename\":\"a.png\"}}");

        WarningsOf(answer.GetProperty("messages")[0]).ShouldBe(["filename_ignored"]);
    }

    [Theory]
    [InlineData("IIII", "", "0+4", "")]
    [InlineData("IIIII", "\"last_read\":4,", "0+5", "")]
    [InlineData("I", "", "", "")]
    [InlineData("III", "", "", "0 too_few")]
    [InlineData("IICII", "", "", "0 too_few, 2 caption, 3 too_few")]
    [InlineData("CIIII", "", "1+4", "0 caption")]
    [InlineData("IIIITII", "", "0+4", "4 not_an_image, 5 too_few")]
    [InlineData("TIIIIT", "", "1+4", "")]
    [InlineData("IIIIIIII", "\"last_read\":3,", "0+4 4+4", "4 unread_divider")]
    [InlineData("IIIII", "\"last_read\":\"0\",", "1+4", "0 too_few, 1 unread_divider")]
    [InlineData("IIIINIIII", "", "0+4 4+5", "4 new_day")]
    [InlineData("IIIIDIIII", "", "0+9", "")]
    [InlineData("IIIIDIIII", "\"utc_offset\":\"+02:00\",", "0+4 4+5", "4 new_day")]
    public async Task Images_form_an_album_or_the_rule_that_breaks_is_told_with_the_image(string chat, string settings, string albums, string breaks)
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        // I image, C image with a caption, T text; N an image on the next day, D one that is so two hours east of UTC.
        var at = new DateTimeOffset(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);
        var bodies = chat.Select(sort =>
        {
            at = sort switch { 'N' => at.AddDays(1), 'D' => at.AddHours(2), _ => at };
            return sort == 'T'
                ? "{\"to\":\"15550001111\",\"text\":{\"body\":\"t\"}}"
                : "{\"to\":\"15550001111\",\"type\":\"image\",\"timestamp\":" + at.ToUnixTimeSeconds() + ",\"image\":{\"id\":\"" + media + "\"" + (sort == 'C' ? ",\"caption\":\"c\"" : "") + "}}";
        }).ToList();

        var answer = await CheckAsync($"{{{settings}\"messages\":[{string.Join(",", bodies)}]}}");

        answer.GetProperty("valid").GetBoolean().ShouldBeTrue(answer.GetRawText());
        string.Join(" ", answer.GetProperty("albums").EnumerateArray().Select(album => $"{album.GetProperty("first")}+{album.GetProperty("count")}")).ShouldBe(albums);
        string.Join(", ", answer.GetProperty("breaks").EnumerateArray().Select(gap => $"{gap.GetProperty("index")} {gap.Text("rule")}")).ShouldBe(breaks);
        answer.GetProperty("breaks").EnumerateArray().ShouldAllBe(gap => gap.Text("details").Length > 10 && gap.Text("advice").Length > 10);
    }

    [Fact]
    public async Task Images_to_different_recipients_stand_in_different_chats()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        string[] to = ["15550001111", "15550002222", "+1 555 000 1111", "15550001111", "15550001111", "15550002222"];
        var bodies = to.Select(number => "{\"to\":\"" + number + "\",\"type\":\"image\",\"image\":{\"id\":\"" + media + "\"}}");

        var answer = await CheckAsync($"{{\"messages\":[{string.Join(",", bodies)}]}}");

        var album = answer.GetProperty("albums").EnumerateArray().ShouldHaveSingleItem();
        album.GetProperty("messages").EnumerateArray().Select(at => at.GetInt32()).ShouldBe([0, 2, 3, 4]);
        (album.GetProperty("first").GetInt32(), album.GetProperty("count").GetInt32()).ShouldBe((0, 4));
        var gap = answer.GetProperty("breaks").EnumerateArray().ShouldHaveSingleItem();
        (gap.GetProperty("index").GetInt32(), gap.Text("rule")).ShouldBe((1, "too_few"));
    }

    [Fact]
    public async Task A_message_to_the_business_itself_is_told_to_be_refused()
    {
        var answer = await CheckAsync("""{"to":"+1 (555) 000-0000","text":{"body":"me"}}""");

        var error = answer.GetProperty("messages")[0].GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        (error.Text("path"), error.GetProperty("code").GetInt32()).ShouldBe(("to", 1021));
    }

    [Theory]
    [InlineData("[]", "invalid-request")]
    [InlineData("{", "invalid-request")]
    [InlineData("""{"messages":[{"to":"\ud83d"}]}""", "invalid-request")]
    [InlineData("""{"messages":[]}""", "parameter-invalid")]
    [InlineData("""{"messages":["x"]}""", "parameter-invalid")]
    [InlineData("""{"platform":"symbian","messages":[{}]}""", "parameter-invalid")]
    [InlineData("""{"last_read":"x","messages":[{}]}""", "parameter-invalid")]
    [InlineData("""{"utc_offset":"15:00","messages":[{}]}""", "parameter-invalid")]
    [InlineData("""{"utc_offset":"+15:00","messages":[{}]}""", "parameter-invalid")]
    public async Task A_check_that_cannot_be_read_is_refused(string body, string slug)
    {
        using var refused = await _node.SendJsonAsync(HttpMethod.Post, "/api/messages/check", body);

        await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, slug);
    }

    [Fact]
    public async Task More_messages_than_can_be_checked_at_once_are_refused()
    {
        using var refused = await _node.SendJsonAsync(
            HttpMethod.Post, "/api/messages/check", $$"""{"messages":[{{string.Join(",", Enumerable.Repeat("{}", 1001))}}]}""");

        (await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid")).Text("detail").ShouldStartWith("messages has 1001 messages; 1 to 1000");
    }

    private async Task<JsonElement> CheckAsync(string body)
    {
        using var answered = await _node.SendJsonAsync(HttpMethod.Post, "/api/messages/check", body);
        answered.StatusCode.ShouldBe(HttpStatusCode.OK, await answered.Content.ReadAsStringAsync());
        return await answered.JsonAsync();
    }

    private async Task<int> CountAsync()
    {
        using var listed = await _node.GetAsync("/api/messages?limit=1000");
        return (await listed.JsonAsync()).GetProperty("messages").GetArrayLength();
    }

    private static IEnumerable<string> ErrorsOf(JsonElement message) =>
        message.GetProperty("errors").EnumerateArray().Select(error => $"{error.Text("path")} {error.GetProperty("code")}");

    private static IEnumerable<string> WarningsOf(JsonElement message) =>
        message.GetProperty("warnings").EnumerateArray().Select(warning => warning.Text("warning"));
}
