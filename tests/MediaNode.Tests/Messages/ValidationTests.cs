using System.Net;
using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class ValidationTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    private const string Unknown = "0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10";
    private const string Buttons = "\"action\":{\"buttons\":[{\"reply\":{\"id\":\"1\",\"title\":\"One\"}}]}";

    [Theory]
    [InlineData("""{}""", 1008, "to is missing")]
    [InlineData("", 1008, "to is missing")]
    [InlineData("""{"to":null,"text":{"body":"x"}}""", 1008, "to is missing")]
    [InlineData("""{"to":"","text":{"body":"x"}}""", 1008, "to is empty")]
    [InlineData("""{"to":"abc","text":{"body":"x"}}""", 1009, "to is \"abc\"")]
    [InlineData("""{"to":"123456","text":{"body":"x"}}""", 1009, "to is \"123456\"")]
    [InlineData("""{"to":"1234567890123456","text":{"body":"x"}}""", 1009, "to is")]
    [InlineData("""{"to":["15550001111"],"text":{"body":"x"}}""", 1009, "to is an array")]
    [InlineData("""{"to":"+1 (555) 000-0000","text":{"body":"x"}}""", 1021, "to is the business's own number")]
    [InlineData("""{"to":15550000000,"type":"image"}""", 1021, "to is the business's own number")]
    [InlineData("""{"to":"15550001111","recipient_type":"group","text":{"body":"x"}}""", 1002, "recipient_type is \"group\"; only individual")]
    [InlineData("""{"to":"15550001111","type":"reaction"}""", 1009, "type is \"reaction\"; one of text, image")]
    [InlineData("""{"to":"15550001111","type":{"a":1}}""", 1009, "type is an object")]
    [InlineData("""{"to":"15550001111","type":"hsm","hsm":{}}""", 1009, "send the same as template")]
    [InlineData("""{"to":"15550001111"}""", 1008, "text is missing")]
    [InlineData("""{"to":"15550001111","image":{"id":"x"}}""", 1008, "add \"type\":\"image\"")]
    [InlineData("""{"to":"15550001111","text":"hi"}""", 1009, "text is \"hi\"")]
    [InlineData("""{"to":"15550001111","text":{}}""", 1008, "text.body is missing")]
    [InlineData("""{"to":"15550001111","text":{"body":""}}""", 1008, "text.body is empty")]
    [InlineData("""{"to":"15550001111","text":{"body":{"a":"b"}}}""", 1009, "text.body is an object")]
    [InlineData("""{"to":"15550001111","preview_url":"maybe","text":{"body":"x"}}""", 1009, "preview_url is \"maybe\"; true or false")]
    public Task A_message_that_lacks_something_or_has_it_wrong_is_refused(string body, int code, string details) => ShouldRefuseAsync(body, code, details);

    [Theory]
    [InlineData("image", "", 1008, "image.id is missing; exactly one of image.id and image.link")]
    [InlineData("image", "\"id\":null,\"link\":null", 1008, "image.id is missing")]
    [InlineData("image", "\"id\":\"\",\"link\":\"\"", 1008, "image.id is missing")]
    [InlineData("video", "\"id\":\"" + Unknown + "\",\"link\":\"https://files.example/a.mp4\"", 1009, "video.link is given beside video.id")]
    [InlineData("audio", "\"id\":\"123\"", 1009, "audio.id is \"123\"")]
    [InlineData("audio", "\"id\":[]", 1009, "audio.id is an array")]
    [InlineData("document", "\"id\":\"" + Unknown + "\"", 1009, "document.id names no media of this node")]
    [InlineData("image", "\"link\":\"ftp://files.example/a.jpg\"", 1009, "image.link is no address of the web")]
    [InlineData("image", "\"link\":\"/etc/passwd\"", 1009, "image.link is no address of the web")]
    [InlineData("image", "\"link\":\"https://\"", 1009, "image.link is no address of the web")]
    [InlineData("image", "\"link\":\"/https://files.example/a.jpg\"", 1009, "image.link is no address of the web")]
    [InlineData("image", "\"link\":\"https://files.example/a\\nb.jpg\"", 1009, "image.link has a control character")]
    [InlineData("image", "\"link\":{}", 1009, "image.link is an object")]
    [InlineData("image", "\"link\":\"https://files.example/a.jpg\",\"provider\":{\"name\":\"nobody\"}", 1009, "image.provider.name names the provider \"nobody\", which is not known; POST /v1/settings/application/media/providers adds one")]
    [InlineData("image", "\"link\":\"https://files.example/a.jpg\",\"provider\":\"nobody\"", 1009, "image.provider names the provider \"nobody\"")]
    [InlineData("image", "\"link\":\"https://files.example/a.jpg\",\"provider\":{}", 1008, "image.provider.name is missing; the name of a provider is accepted")]
    [InlineData("image", "\"link\":\"https://files.example/a.jpg\",\"provider\":{\"name\":null}", 1008, "image.provider.name is missing")]
    [InlineData("image", "\"link\":\"https://files.example/a.jpg\",\"provider\":{\"name\":\"\"}", 1008, "image.provider.name is empty")]
    [InlineData("image", "\"link\":\"https://files.example/a.jpg\",\"provider\":{\"name\":{}}", 1009, "image.provider.name is an object; a text is accepted")]
    [InlineData("image", "\"link\":\"nobody/https://files.example/a.jpg\"", 1009, "image.link names the provider \"nobody\"")]
    [InlineData("image", "\"link\":\"one/https://files.example/a.jpg\",\"provider\":{\"name\":\"two\"}", 1009, "image.link names another provider than image.provider.name")]
    [InlineData("audio", "\"id\":\"" + Unknown + "\",\"caption\":\"c\"", 1010, "audio.caption is given")]
    [InlineData("sticker", "\"id\":\"" + Unknown + "\",\"caption\":\"c\"", 1010, "sticker.caption is given")]
    [InlineData("audio", "\"id\":\"" + Unknown + "\",\"voice\":\"perhaps\"", 1009, "audio.voice is \"perhaps\"")]
    [InlineData("document", "\"id\":\"" + Unknown + "\",\"filename\":{}", 1009, "document.filename is an object")]
    [InlineData("document", "\"id\":\"" + Unknown + "\",\"filename\":\"a\\r\\nX: y.pdf\"", 1009, "document.filename has the character U+000D at 1")]
    [InlineData("document", "\"id\":\"" + Unknown + "\",\"filename\":\"a\\u0000.pdf\"", 1009, "document.filename has the character U+0000")]
    [InlineData("document", "\"id\":\"" + Unknown + "\",\"filename\":\"a\\u0085.pdf\"", 1009, "document.filename has the character U+0085")]
    [InlineData("document", "\"id\":\"" + Unknown + "\",\"filename\":\"inv\\u202Efdp.exe\"", 1009, "document.filename has the character U+202E at 3")]
    public Task A_media_that_is_named_wrongly_is_refused(string type, string members, int code, string details) =>
        ShouldRefuseAsync(Message(type, $"{{{members}}}"), code, details);

    [Fact]
    public async Task The_words_of_a_caption_and_a_name_go_on_as_they_are()
    {
        // Lines, joined emoji, a mark of direction that a Hebrew name needs, an override: nothing is taken away without a word.
        const string Caption = "two\nlines \u202Eturned\u202C \U0001F468\u200D\U0001F469";
        const string Name = "\u200F\u05D7\u05E9\u05D1\u05D5\u05DF 1.pdf";
        var media = await messages.Node.UploadAsync(MessagesNode.Pdf, "application/pdf");
        var content = new System.Text.Json.Nodes.JsonObject { ["id"] = media, ["caption"] = Caption, ["filename"] = Name };
        var message = new System.Text.Json.Nodes.JsonObject { ["to"] = MessagesNode.To, ["type"] = "document", ["document"] = content };

        using var kept = System.Text.Json.JsonDocument.Parse(await messages.ContentAsync(message.ToJsonString()));

        kept.RootElement.GetProperty("caption").GetString().ShouldBe(Caption);
        kept.RootElement.GetProperty("filename").GetString().ShouldBe(Name);
    }

    [Theory]
    [InlineData("", 1008, "location.latitude is missing; a number from -90 to 90 is required.")]
    [InlineData("\"latitude\":0,\"longitude\":\"\"", 1008, "location.longitude is empty; a number from -180 to 180 is required.")]
    [InlineData("\"latitude\":91,\"longitude\":0", 1009, "location.latitude is \"91\"; a number from -90 to 90")]
    [InlineData("\"latitude\":\"-90.5\",\"longitude\":0", 1009, "location.latitude")]
    [InlineData("\"latitude\":0,\"longitude\":180.01", 1009, "location.longitude is \"180.01\"; a number from -180 to 180")]
    [InlineData("\"latitude\":0,\"longitude\":\"east\"", 1009, "location.longitude is \"east\"")]
    [InlineData("\"latitude\":\"NaN\",\"longitude\":0", 1009, "location.latitude is \"NaN\"")]
    [InlineData("\"latitude\":0,\"longitude\":1e999", 1009, "location.longitude")]
    [InlineData("\"latitude\":0,\"longitude\":\"1,5\"", 1009, "location.longitude is \"1,5\"")]
    public Task A_place_that_is_none_is_refused(string members, int code, string details) =>
        ShouldRefuseAsync(Message("location", $"{{{members}}}"), code, details);

    [Theory]
    [InlineData("[]", 1008, "contacts is missing")]
    [InlineData("null", 1008, "contacts is missing")]
    [InlineData("[1]", 1009, "contacts[0] is \"1\"")]
    [InlineData("[{}]", 1008, "contacts[0].name is missing")]
    [InlineData("""[{"name":{"first_name":"A"}}]""", 1008, "contacts[0].name.formatted_name is missing")]
    [InlineData("""[{"name":{"formatted_name":"A"}},{"name":{"formatted_name":"B"},"birthday":"12.10.1815"}]""", 1009, "contacts[1].birthday is \"12.10.1815\"")]
    [InlineData("""[{"name":{"formatted_name":"A"},"phones":["1"]}]""", 1009, "contacts[0].phones[0] is \"1\"")]
    [InlineData("""[{"name":{"formatted_name":"A"},"org":"C"}]""", 1009, "contacts[0].org is \"C\"")]
    public Task A_contact_without_what_a_phone_shows_is_refused(string contacts, int code, string details) =>
        ShouldRefuseAsync(Message("contacts", contacts), code, details);

    [Theory]
    [InlineData("\"language\":{\"code\":\"en\"}", 1008, "template.name is missing")]
    [InlineData("\"name\":\"n\"", 1008, "template.language is missing")]
    [InlineData("\"name\":\"n\",\"language\":\"en\"", 1009, "template.language is \"en\"")]
    [InlineData("\"name\":\"n\",\"language\":{\"policy\":\"fallback\",\"code\":\"en\"}", 1009, "template.language.policy is \"fallback\"; only deterministic")]
    [InlineData("\"name\":\"n\",\"language\":{}", 1008, "template.language.code is missing")]
    public Task A_template_without_a_name_or_a_language_is_refused(string members, int code, string details) =>
        ShouldRefuseAsync(Message("template", $"{{{members}}}"), code, details);

    [Theory]
    [InlineData("""["body"]""", 1009, "template.components[0] is \"body\"")]
    [InlineData("""[{"parameters":[]}]""", 1008, "template.components[0].type is missing")]
    [InlineData("""[{"type":"footer"}]""", 1009, "template.components[0].type is \"footer\"; one of header, body, button")]
    [InlineData("""[{"type":"header"},{"type":"header"}]""", 1009, "template.components[1] is a second header beside template.components[0]")]
    [InlineData("""[{"type":"button","index":0}]""", 1008, "template.components[0].sub_type is missing")]
    [InlineData("""[{"type":"button","sub_type":"call","index":0}]""", 1009, "template.components[0].sub_type is \"call\"")]
    [InlineData("""[{"type":"button","sub_type":"url"}]""", 1008, "template.components[0].index is missing")]
    [InlineData("""[{"type":"button","sub_type":"url","index":10}]""", 1009, "template.components[0].index is \"10\"; a whole number from 0 to 9")]
    [InlineData("""[{"type":"body","parameters":[{"text":"x"}]}]""", 1008, "template.components[0].parameters[0].type is missing")]
    [InlineData("""[{"type":"body","parameters":["x"]}]""", 1009, "template.components[0].parameters[0] is \"x\"")]
    [InlineData("""[{"type":"body","parameters":[{"type":"text"}]}]""", 1008, "template.components[0].parameters[0].text is missing")]
    [InlineData("""[{"type":"body","parameters":[{"type":"image","image":{"id":"x"}}]}]""", 1009, "template.components[0].parameters[0].type is \"image\"")]
    [InlineData("""[{"type":"header","parameters":[{"type":"sticker","sticker":{"id":"x"}}]}]""", 1009, "template.components[0].parameters[0].type is \"sticker\"")]
    [InlineData("""[{"type":"header","parameters":{"type":"image"}}]""", 1008, "template.components[0].parameters.id is missing")]
    [InlineData("""[{"type":"header","parameters":[{"type":"image","image":"x"}]}]""", 1009, "template.components[0].parameters[0].image is \"x\"")]
    [InlineData("""[{"type":"header","parameters":[{"type":"video","video":{"id":"x"}}]}]""", 1009, "template.components[0].parameters[0].video.id is \"x\"")]
    [InlineData("""[{"type":"header","parameters":[{"type":"image","id":"0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10"},{"type":"image","id":"x"}]}]""", 1009,
        "template.components[0].parameters[1] is a second media")]
    [InlineData("""[{"type":"body","parameters":[{"type":"currency","currency":{"code":"USD","amount_1000":1}}]}]""", 1008,
        "template.components[0].parameters[0].currency.fallback_value is missing")]
    [InlineData("""[{"type":"body","parameters":[{"type":"currency","currency":{"fallback_value":"$1","code":"USD","amount_1000":1.5}}]}]""", 1009,
        "template.components[0].parameters[0].currency.amount_1000 is \"1.5\"")]
    [InlineData("""[{"type":"body","parameters":[{"type":"date_time","date_time":{}}]}]""", 1008,
        "template.components[0].parameters[0].date_time.fallback_value is missing")]
    [InlineData("""[{"type":"button","sub_type":"quick_reply","index":0,"parameters":[{"type":"payload"}]}]""", 1008,
        "template.components[0].parameters[0].payload is missing")]
    public Task A_component_of_a_template_that_does_not_fit_is_refused(string components, int code, string details) =>
        ShouldRefuseAsync(Message("template", $"{{\"name\":\"n\",\"language\":{{\"code\":\"en\"}},\"components\":{components}}}"), code, details);

    [Theory]
    [InlineData("", 1008, "interactive.type is missing")]
    [InlineData("\"type\":\"menu\"", 1009, "interactive.type is \"menu\"")]
    [InlineData("\"type\":\"button\"," + Buttons, 1008, "interactive.body is missing")]
    [InlineData("\"type\":\"button\",\"body\":{}," + Buttons, 1008, "interactive.body.text is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"}", 1008, "interactive.action is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"footer\":{}," + Buttons, 1008, "interactive.footer.text is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"sticker\"}," + Buttons, 1009, "interactive.header.type is \"sticker\"")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"text\"}," + Buttons, 1008, "interactive.header.text is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"image\"}," + Buttons, 1008, "interactive.header.image is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"image\",\"image\":{}}," + Buttons, 1008, "interactive.header.image.id is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"document\",\"document\":{\"id\":\"" + Unknown + "\",\"filename\":\"a\\u202D.pdf\"}}," + Buttons, 1009,
        "interactive.header.document.filename has the character U+202D at 1")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"image\",\"image\":{\"id\":\"x\"}},\"action\":{}", 1009,
        "interactive.header.type is \"image\" in an interactive message of type list")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[]}", 1008, "interactive.action.buttons is missing; 1 to 3")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{},{},{},{}]}", 1009, "interactive.action.buttons has 4 buttons; 1 to 3")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{\"type\":\"url\"}]}", 1009, "interactive.action.buttons[0].type is \"url\"")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{}]}", 1008, "interactive.action.buttons[0].reply is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{\"reply\":{\"title\":\"t\"}}]}", 1008, "interactive.action.buttons[0].reply.id is missing")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{\"reply\":{\"id\":\"1\",\"title\":\"123456789012345678901\"}}]}", 1009,
        "interactive.action.buttons[0].reply.title has 21 characters; at most 20")]
    [InlineData("\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{\"reply\":{\"id\":\"1\",\"title\":\"a\"}},{\"reply\":{\"id\":\"1\",\"title\":\"b\"}}]}", 1009,
        "interactive.action.buttons[1].reply.id is the id of another")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"sections\":[{\"rows\":[{\"id\":\"1\",\"title\":\"a\"}]}]}", 1008, "interactive.action.button is missing")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"123456789012345678901\",\"sections\":[{\"rows\":[{\"id\":\"1\",\"title\":\"a\"}]}]}", 1009,
        "interactive.action.button has 21 characters")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\"}", 1008, "interactive.action.sections is missing; 1 to 10")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\",\"sections\":[{\"title\":\"t\"}]}", 1008, "interactive.action.sections[0].rows is missing")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\",\"sections\":[{\"rows\":[{\"id\":\"1\",\"title\":\"a\"}]},{\"title\":\"t\",\"rows\":[{\"id\":\"2\",\"title\":\"a\"}]}]}", 1008,
        "interactive.action.sections[0].title is missing")]
    [InlineData("\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\",\"sections\":[{\"rows\":[{\"id\":\"1\",\"title\":\"1234567890123456789012345\"}]}]}", 1009,
        "interactive.action.sections[0].rows[0].title has 25 characters; at most 24")]
    [InlineData("\"type\":\"product\",\"action\":{\"catalog_id\":\"1\"}", 1008, "interactive.action.product_retailer_id is missing")]
    [InlineData("\"type\":\"product_list\",\"body\":{\"text\":\"b\"},\"action\":{\"sections\":[{\"product_items\":[{\"product_retailer_id\":\"1\"}]}]}", 1008, "interactive.action.catalog_id is missing")]
    [InlineData("\"type\":\"flow\",\"body\":{\"text\":\"b\"},\"action\":{}", 1008, "interactive.action.parameters is missing")]
    [InlineData("\"type\":\"catalog_message\",\"body\":{\"text\":\"b\"},\"action\":{\"name\":\"other\"}", 1009, "interactive.action.name is \"other\"")]
    public Task An_interactive_message_that_does_not_fit_is_refused(string members, int code, string details) =>
        ShouldRefuseAsync(Message("interactive", $"{{{members}}}"), code, details);

    [Theory]
    [InlineData("text", "body", 4096, 1001)]
    [InlineData("image", "caption", 1024, 1009)]
    [InlineData("video", "caption", 1024, 1009)]
    [InlineData("document", "caption", 1024, 1009)]
    public async Task A_text_may_have_so_many_characters_and_no_more(string type, string member, int most, int code)
    {
        var media = await messages.Node.UploadAsync([1], type switch { "image" => "image/png", "video" => "video/mp4", _ => "application/pdf" });
        // A character beyond the basic plane counts once.
        var longest = string.Concat(Enumerable.Repeat("\U0001F600", most));
        string Body(string text) => Message(type, $"{{\"id\":\"{media}\",\"{member}\":\"{text}\"}}");

        await messages.AcceptedAsync(Body(longest));
        await ShouldRefuseAsync(Body(longest + "x"), code, $"{type}.{member} has {most + 1} characters; at most {most} are accepted.");
        await ShouldRefuseAsync(Body(new string('x', 10_000)), code, $"{type}.{member} has 10000 characters");
    }

    [Theory]
    [InlineData("header", 60, "\"type\":\"button\",\"body\":{\"text\":\"b\"},\"header\":{\"type\":\"text\",\"text\":\"TEXT\"}," + Buttons)]
    [InlineData("body", 1024, "\"type\":\"button\",\"body\":{\"text\":\"TEXT\"}," + Buttons)]
    [InlineData("footer", 60, "\"type\":\"button\",\"body\":{\"text\":\"b\"},\"footer\":{\"text\":\"TEXT\"}," + Buttons)]
    [InlineData("action.buttons[0].reply.id", 256, "\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[{\"reply\":{\"id\":\"TEXT\",\"title\":\"One\"}}]}")]
    [InlineData("action.sections[0].rows[0].id", 200, "\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\",\"sections\":[{\"rows\":[{\"id\":\"TEXT\",\"title\":\"t\"}]}]}")]
    [InlineData("action.sections[0].rows[0].description", 72, "\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\",\"sections\":[{\"rows\":[{\"id\":\"1\",\"title\":\"t\",\"description\":\"TEXT\"}]}]}")]
    [InlineData("action.sections[0].title", 24, "\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"b\",\"sections\":[{\"title\":\"TEXT\",\"rows\":[{\"id\":\"1\",\"title\":\"t\"}]}]}")]
    public async Task The_texts_of_an_interactive_message_may_be_so_long_and_no_longer(string path, int most, string members)
    {
        string Body(int length) =>
            Message("interactive", $"{{{members.Replace("TEXT", new string('x', length), StringComparison.Ordinal)}}}");

        await messages.AcceptedAsync(Body(most));
        await ShouldRefuseAsync(Body(most + 1), 1009, $"interactive.{path}");
    }

    [Theory]
    [InlineData("list", "\"id\":\"N\",\"title\":\"t\"", "rows", 10)]
    [InlineData("product_list", "\"product_retailer_id\":\"N\"", "product_items", 30)]
    public async Task A_list_may_have_so_many_entries_in_all_and_no_more(string type, string entry, string entries, int most)
    {
        string Body(int count)
        {
            var all = Enumerable.Range(0, count).Select(number => $"{{{entry.Replace("N", $"{number}", StringComparison.Ordinal)}}}").ToList();
            var sections = $$"""[{"title":"a","{{entries}}":[{{string.Join(",", all[..(count / 2)])}}]},{"title":"b","{{entries}}":[{{string.Join(",", all[(count / 2)..])}}]}]""";
            return Message("interactive", $"{{\"type\":\"{type}\",\"body\":{{\"text\":\"b\"}},\"action\":{{\"button\":\"b\",\"catalog_id\":\"1\",\"sections\":{sections}}}}}");
        }

        await messages.AcceptedAsync(Body(most));
        await ShouldRefuseAsync(Body(most + 1), 1009, $"interactive.action.sections has {most + 1} {entries} in all; at most {most}");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"to":"15550001111","text":{"body":"x"}} {}""")]
    [InlineData("""{"to":"15550001111","text":{"body":"\ud83d"}}""")]
    [InlineData("""{"to":"\udc00"}""")]
    [InlineData("""{"to":"15550001111","text":{"body":"x","\ud83d":1}}""")]
    [InlineData("""{"to":"15550001111","type":"contacts","contacts":[{"name":{"formatted_name":"A\ud83d"}}]}""")]
    public async Task What_is_no_JSON_object_of_whole_characters_is_refused(string body)
    {
        using var refused = await messages.PostAsync(body);

        await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1025);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_with_the_place()
    {
        byte[] body = [.. """{"to":"15550001111","text":{"body":"a"""u8, 0xFF, .. "\"}}"u8];

        using var refused = await messages.Node.SendAsync(HttpMethod.Post, "/v1/messages", body);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1025)).ShouldStartWith("text.body has a text that is none");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100_000)]
    public async Task JSON_that_is_nested_too_deep_is_refused(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);

        using var refused = await messages.PostAsync($$"""{"to":"15550001111","text":{"body":"x"},"context":{{deep}}}""");

        await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1025);
    }

    [Fact]
    public async Task A_huge_array_is_refused_as_an_array_of_its_length()
    {
        var buttons = string.Join(",", Enumerable.Repeat("{}", 300_000));

        await ShouldRefuseAsync(
            Message("interactive", "{\"type\":\"button\",\"body\":{\"text\":\"b\"},\"action\":{\"buttons\":[" + buttons + "]}}"),
            1009, "interactive.action.buttons has 300000 buttons");
    }

    [Theory]
    [InlineData(1 << 20, HttpStatusCode.BadRequest, 1001)]
    [InlineData((1 << 20) + 1, HttpStatusCode.RequestEntityTooLarge, 1009)]
    public async Task A_body_may_have_a_megabyte_and_no_more(int length, HttpStatusCode status, int code)
    {
        var frame = """{"to":"15550001111","text":{"body":""}}""";
        var body = Encoding.UTF8.GetBytes(frame.Replace("\"\"", $"\"{new string('x', length - frame.Length)}\"", StringComparison.Ordinal));
        body.Length.ShouldBe(length);

        using var refused = await messages.Node.SendAsync(HttpMethod.Post, "/v1/messages", body);

        await refused.ShouldRefuseAsync(status, code);
    }

    private static string Message(string type, string content) =>
        "{\"to\":\"15550001111\",\"type\":\"" + type + "\",\"" + type + "\":" + content + "}";

    private async Task ShouldRefuseAsync(string body, int code, string details)
    {
        using var refused = await messages.PostAsync(body);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, code)).ShouldContain(details);
    }
}
