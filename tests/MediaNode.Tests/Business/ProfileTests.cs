using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public class ProfileTests
{
    private const string Profile = "/v1/settings/business/profile";
    private const string About = "/v1/settings/profile/about";
    private const string Photo = "/v1/settings/profile/photo";
    private const string Compliance = "/v1/settings/business/compliance_info";

    [Fact]
    public async Task A_profile_is_merged_and_given_back()
    {
        await using var node = await TestNode.StartAsync();
        (await ProfileAsync(node)).GetRawText().ShouldBe("""{"address":"","description":"","email":"","vertical":"","websites":[]}""");

        await node.SetAsync("""{"address":"1 Quay Street","email":"desk@shop.example","websites":["https://shop.example","http://old.example/"]}""", Profile, "POST");
        await node.SetAsync("""{"description":"Nets & ropes 🎣","vertical":"Retail","websites":{"0":"https://shop.example"},"email":null}""", Profile, "POST");

        var profile = await ProfileAsync(node);
        profile.GetProperty("address").GetString().ShouldBe("1 Quay Street");
        profile.GetProperty("description").GetString().ShouldBe("Nets & ropes 🎣");
        profile.GetProperty("email").GetString().ShouldBe("desk@shop.example");
        profile.GetProperty("vertical").GetString().ShouldBe("Retail");
        profile.GetProperty("websites").EnumerateArray().Select(site => site.GetString()).ShouldBe(["https://shop.example"]);
    }

    [Theory]
    [InlineData("""{"email":"nobody"}""", "email is \"nobody\"; an e-mail address of at most 128 characters, or an empty text, is accepted.")]
    [InlineData("""{"websites":["https://a.example","https://b.example","https://c.example"]}""", "websites is an array of 3; an array of at most 2 addresses is accepted.")]
    [InlineData("""{"websites":["https://a.example","shop.example"]}""", "websites[1] is \"shop.example\"; an http:// or https:// address of at most 256 characters is accepted.")]
    [InlineData("""{"description":"a\u0000b"}""", "description is a text of 3 characters; a text without control characters, but for the ends of lines, is accepted.")]
    [InlineData("""{"websites":["javascript:alert(1)"]}""", "websites[0] is \"javascript:alert(1)\"; an http:// or https:// address")]
    [InlineData("""{"address":["x"]}""", "address is an array of 1; a text of at most 256 characters is accepted.")]
    public async Task A_profile_that_cannot_be_shown_is_refused(string json, string words)
    {
        await using var node = await TestNode.StartAsync();

        (await node.RefusedAsync(json, Profile, "POST")).ShouldStartWith(words);
    }

    [Fact]
    public async Task What_is_nested_too_deep_is_said_to_be_and_a_byte_order_mark_is_passed_over()
    {
        await using var node = await TestNode.StartAsync();
        string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);

        await node.SetAsync(Nested(32), Profile, "POST");
        (await node.RefusedAsync(Nested(33), Profile, "POST", code: 1025)).ShouldBe("The body nests objects and arrays deeper than 32, which no call needs.");
        (await node.RefusedAsync("{\"a\":", Profile, "POST", code: 1025)).ShouldStartWith("The body is not JSON");
        await node.SetAsync("\uFEFF{\"address\":\"Here\"}", Profile, "POST");
    }

    [Theory]
    [InlineData("""{"entity_name":"E"}""")]
    [InlineData("""{"compliance_info":{"entity_name":"E"}}""")]
    [InlineData("""{"settings":{"business":{"compliance_info":{"entity_name":"E"}}}}""")]
    public async Task What_an_answer_has_around_the_settings_may_be_sent_back_with_them(string json)
    {
        await using var node = await TestNode.StartAsync();
        const string path = "/v1/settings/business/compliance_info";

        await node.SetAsync(json, path, "POST");

        using var shown = await node.GetAsync(path);
        (await shown.JsonAsync()).GetProperty("settings").GetProperty("business").GetRawText().ShouldBe("""{"compliance_info":{"entity_name":"E"}}""");
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task The_about_text_has_139_characters_at_most(string method)
    {
        await using var node = await TestNode.StartAsync();
        var longest = string.Concat(Enumerable.Repeat("é🎣", 69)) + "x";

        await node.SetAsync($$"""{"text":"{{longest}}"}""", About, method);
        (await AboutAsync(node)).ShouldBe(longest);

        (await node.RefusedAsync($$"""{"text":"{{longest}}y"}""", About, method)).ShouldBe("text is a text of 140 characters; a text of at most 139 characters is accepted.");
        await node.RefusedAsync("{}", About, method, code: 1008);
        (await AboutAsync(node)).ShouldBe(longest);
    }

    [Fact]
    public async Task A_photo_is_given_back_as_it_came_and_by_a_link_that_leads_to_it()
    {
        await using var node = await TestNode.StartAsync();
        var jpeg = BusinessCalls.Photo;

        using var none = await node.GetAsync(Photo);
        await none.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);

        using var set = await node.SendAsync(HttpMethod.Post, Photo, jpeg, headers: ("Content-Type", "image/jpeg"));
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());

        var link = new Uri((await node.SettingsAsync(Photo + "?format=link")).GetProperty("profile").GetProperty("photo").GetProperty("link").GetString()!);
        link.ShouldBe(new Uri(node.Url, Photo));
        using var shown = await node.Client.GetAsync(link);
        shown.Content.Headers.ContentType!.ToString().ShouldBe("image/jpeg");
        (await shown.Content.ReadAsByteArrayAsync()).ShouldBe(jpeg);

        using var removed = await node.Client.DeleteAsync(Photo);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.StatusAsync(Photo)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_no_whole_JPEG_is_not_taken_for_a_photo()
    {
        await using var node = await TestNode.StartAsync();
        var jpeg = BusinessCalls.Photo;

        (await PhotoRefusedAsync(node, jpeg, "image/png", HttpStatusCode.BadRequest, 1009)).ShouldContain("The Content-Type is image/png; image/jpeg alone");
        (await PhotoRefusedAsync(node, jpeg, "multipart/form-data; boundary=x", HttpStatusCode.BadRequest, 1009)).ShouldContain("the photo itself");
        (await PhotoRefusedAsync(node, [1, 2, 3], "image/jpeg", HttpStatusCode.BadRequest, 1009)).ShouldContain("not a JPEG");
        (await PhotoRefusedAsync(node, jpeg[..^10], "image/jpeg", HttpStatusCode.BadRequest, 1009)).ShouldContain("damaged");
        (await PhotoRefusedAsync(node, [], "image/jpeg", HttpStatusCode.BadRequest, 1008)).ShouldContain("empty");
        (await PhotoRefusedAsync(node, new byte[(5 << 20) + 1], "image/jpeg", HttpStatusCode.RequestEntityTooLarge, 1009)).ShouldContain("5242880 bytes");
        (await node.StatusAsync(Photo)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Compliance_is_merged_and_given_back()
    {
        await using var node = await TestNode.StartAsync();

        await node.SetAsync("""{"entity_name":"Nets Ltd","entity_type":"Other","is_registered":"true","customer_care_details":{"email":"care@nets.example"}}""", Compliance, "POST");
        await node.SetAsync("""{"customer_care_details":{"mobile_number":"+913344556677"},"grievance_officer_details":{"name":"A. Officer"}}""", Compliance, "POST");

        (await node.SettingsAsync(Compliance)).GetProperty("business").GetProperty("compliance_info").GetRawText().ShouldBe(
            """{"entity_name":"Nets Ltd","entity_type":"Other","is_registered":true,"customer_care_details":{"email":"care@nets.example","mobile_number":"+913344556677"},"grievance_officer_details":{"name":"A. Officer"}}""");
        await node.RefusedAsync("""{"is_registered":"so so"}""", Compliance, "POST");
    }

    private static async Task<JsonElement> ProfileAsync(TestNode node) => (await node.SettingsAsync(Profile)).GetProperty("business").GetProperty("profile");

    private static async Task<string?> AboutAsync(TestNode node) =>
        (await node.SettingsAsync(About)).GetProperty("profile").GetProperty("about").GetProperty("text").GetString();

    private static async Task<string> PhotoRefusedAsync(TestNode node, byte[] bytes, string type, HttpStatusCode status, int code)
    {
        using var refused = await node.SendAsync(HttpMethod.Post, Photo, bytes, headers: ("Content-Type", type));
        return await refused.ShouldRefuseAsync(status, code);
    }
}
