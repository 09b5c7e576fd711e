using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Access;

public class LoginTests
{
    [Fact]
    public async Task The_first_password_can_do_nothing_but_set_a_new_one()
    {
        await using var node = await TestNode.StartAsync(firstPassword: true);

        using (var refused = await node.PostLoginAsync("admin", "secret"))
        {
            (await refused.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1024)).ShouldContain("new_password");
        }

        using (var changed = await node.PostLoginAsync("admin", "secret", "Other-5678"))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
            var token = (await changed.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString();
            (await node.StatusAsync("/api/users", token)).ShouldBe(HttpStatusCode.OK);
        }

        using var old = await node.PostLoginAsync("admin", "secret");
        (await old.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldBe("Invalid credentials.");
        (await node.LoginAsync("admin", "Other-5678")).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_new_password_that_breaks_a_rule_leaves_the_first_one_in_force()
    {
        await using var node = await TestNode.StartAsync(firstPassword: true);

        using (var weak = await node.PostLoginAsync("admin", "secret", "weak"))
        {
            await weak.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1009);
        }

        using var again = await node.PostLoginAsync("admin", "secret");
        await again.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1024);
    }

    [Theory]
    [InlineData("Abcd-12", "8 to 64 characters (found 7)")]
    [InlineData("Abcd-efgh", "a digit")]
    [InlineData("abcd-1234", "an upper-case letter")]
    [InlineData("ABCD-1234", "a lower-case letter")]
    [InlineData("Abcd12345", "a special character")]
    [InlineData("Äbcd-1234", "an upper-case letter")]
    [InlineData("Abcd1234é", "a special character")]
    [InlineData("", "8 to 64 characters (found 0), a digit, an upper-case letter, a lower-case letter, a special character")]
    public async Task A_new_password_is_refused_with_the_rule_that_it_breaks_and_without_the_password(string password, string rule)
    {
        await using var node = await TestNode.StartAsync(firstPassword: true);

        using var refused = await node.PostLoginAsync("admin", "secret", password);

        var details = await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1009);
        details.ShouldContain(rule);
        details.Split(", ").Length.ShouldBe(rule.Split(", ").Length + (rule.Contains("special", StringComparison.Ordinal) ? 1 : 0));
        if (password.Length > 0)
        {
            details.ShouldNotContain(password);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public async Task A_password_of_the_least_and_of_the_greatest_length_is_good(int length)
    {
        await using var node = await TestNode.StartAsync();
        var password = "Ab1-" + new string('x', length - 4);

        using (var changed = await node.PostLoginAsync("admin", TestNode.Password, password))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await node.LoginAsync("admin", password)).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_password_of_65_characters_is_too_long()
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.PostLoginAsync("admin", TestNode.Password, "Ab1-" + new string('x', 61));

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1009)).ShouldContain("found 65");
    }

    [Fact]
    public async Task A_later_login_may_change_the_password_again()
    {
        await using var node = await TestNode.StartAsync();

        using (var changed = await node.PostLoginAsync("admin", TestNode.Password, "Other-5678"))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var old = await node.PostLoginAsync("admin", TestNode.Password);
        await old.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
        (await node.LoginAsync("admin", "Other-5678")).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_answer_is_the_originals_to_the_letter()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2030-03-04T05:06:07.9Z", CultureInfo.InvariantCulture));
        await using var node = await TestNode.StartAsync(clock: clock);

        using var response = await node.PostLoginAsync("admin", TestNode.Password);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        var token = (await response.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString();
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            $$$"""{"users":[{"token":"{{{token}}}","expires_after":"2030-03-11 05:06:07+00:00"}],"meta":{"api_status":"stable","version":"v2.49.1"}}""");
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("nobody", TestNode.Password)]
    [InlineData("ADMIN", TestNode.Password)]
    [InlineData("admin", TestNode.Password + " ")]
    [InlineData("", "")]
    public async Task A_wrong_name_and_a_wrong_password_are_refused_alike(string name, string password)
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.PostLoginAsync(name, password);

        (await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldBe("Invalid credentials.");
        refused.Headers.WwwAuthenticate.ToString().ShouldStartWith("Basic realm=");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWRtaW4=")] // No colon.
    [InlineData("Bearer YWRtaW46QWJjZC0xMjM0")]
    public async Task Without_basic_credentials_a_login_is_refused_and_told_what_to_send(string? authorization)
    {
        await using var node = await TestNode.StartAsync();
        using var client = node.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/users/login");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var refused = await client.SendAsync(request);

        (await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005)).ShouldContain("Authorization: Basic");
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Basic realm=\"MediaNode\", charset=\"UTF-8\"");
    }

    [Fact]
    public async Task A_password_may_hold_colons_and_letters_of_any_script()
    {
        await using var node = await TestNode.StartAsync();
        await node.AddUserAsync("colons", "Pass:1:ü漢");

        (await node.LoginAsync("colons", "Pass:1:ü漢")).ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("{\"new_password\":")]
    [InlineData("new_password=x")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"new_password\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}")]
    public async Task A_body_that_is_no_json_object_is_an_invalid_request(string body)
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await LoginWithBodyAsync(node, body);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1025)).ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("{}")]
    [InlineData("{\"new_password\":null}")]
    [InlineData("{\"unknown\":{\"deep\":[1,2]},\"force_check\":\"true\"}")]
    public async Task A_body_without_a_new_password_changes_nothing(string body)
    {
        await using var node = await TestNode.StartAsync();

        using var response = await LoginWithBodyAsync(node, body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.LoginAsync("admin", TestNode.Password)).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_body_beyond_any_need_is_refused_and_the_refusal_is_read()
    {
        await using var node = await TestNode.StartAsync();

        foreach (var length in (int[])[(1 << 20) + 1, (1 << 20) + 2, 4 << 20])
        {
            using var known = await LoginWithBodyAsync(node, new string(' ', length));
            await known.ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge, 1009);

            using var chunked = await LoginWithBodyAsync(node, new string(' ', length), chunked: true);
            await chunked.ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge, 1009);
        }
    }

    private static async Task<HttpResponseMessage> LoginWithBodyAsync(TestNode node, string body, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/users/login");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{TestNode.Password}")));
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await node.Client.SendAsync(request);
    }
}
