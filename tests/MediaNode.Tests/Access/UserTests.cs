using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Access;

public class UserTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private const string Meta = "\"meta\":{\"api_status\":\"stable\",\"version\":\"v2.49.1\"}";

    private readonly TestNode _node = shared.Node;

    [Fact]
    public async Task A_user_is_added_shown_changed_and_removed_in_the_originals_words()
    {
        await ShouldAnswerAsync(HttpMethod.Post, "/v1/users", """{"username":"bot1","password":"Abcd-1234"}""", 201, """{"users":[{"username":"bot1"}],""");
        await ShouldAnswerAsync(HttpMethod.Get, "/v1/users/bot1", null, 200, """{"users":[{"username":"bot1","ROLES":"ROLE_USER"}],""");
        await ShouldAnswerAsync(HttpMethod.Put, "/v1/users/bot1", """{"password":"Other-5678"}""", 200, """{"users":[{"username":"bot1"}],""");
        (await _node.LoginAsync("bot1", "Other-5678")).ShouldNotBeNullOrEmpty();
        await ShouldAnswerAsync(HttpMethod.Delete, "/v1/users/bot1", null, 200, """{"users":[{"username":"bot1"}],""");

        using var gone = await _node.GetAsync("/v1/users/bot1");
        (await gone.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006)).ShouldBe("No user has this name.");
        using var login = await _node.PostLoginAsync("bot1", "Other-5678");
        await login.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }

    [Fact]
    public async Task A_list_shows_every_user_with_its_role()
    {
        await _node.AddUserAsync("listed");

        using var response = await _node.GetAsync("/api/users");

        var users = (await response.JsonAsync()).GetProperty("users").EnumerateArray().ToDictionary(
            user => user.GetProperty("username").GetString()!, user => user.GetProperty("ROLES").GetString());
        users["admin"].ShouldBe("ROLE_ADMIN");
        users["listed"].ShouldBe("ROLE_USER");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_the_originals_code_and_text()
    {
        await _node.AddUserAsync("twice");

        using var refused = await _node.SendJsonAsync(HttpMethod.Post, "/v1/users", """{"username":"twice","password":"Other-5678"}""");

        (await refused.ShouldRefuseAsync(HttpStatusCode.Conflict, 1014)).ShouldBe("Unable to create user. Already exist?");
        (await refused.JsonAsync()).GetProperty("errors")[0].GetProperty("title").GetString().ShouldBe("Internal error");
        (await _node.LoginAsync("twice", TestNode.Password)).ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("PUT", """{"password":"Other-5678"}""")]
    [InlineData("DELETE", null)]
    public async Task A_user_that_does_not_exist_is_not_found(string method, string? body)
    {
        using var refused = await _node.SendJsonAsync(new HttpMethod(method), "/v1/users/stranger", body ?? "");

        (await refused.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006)).ShouldBe("No user has this name.");
    }

    [Theory]
    [InlineData("""{"password":"Abcd-1234"}""", 1008, "username is missing")]
    [InlineData("""{"username":"","password":"Abcd-1234"}""", 1008, "username is missing")]
    [InlineData("""{"username":"fresh"}""", 1008, "password is missing")]
    [InlineData("""{"username":["fresh"],"password":"Abcd-1234"}""", 1008, "username is missing")]
    [InlineData("", 1008, "username is missing")]
    [InlineData("""{"username":"abc","password":"Abcd-1234"}""", 1009, "4 to 32 characters (found 3)")]
    [InlineData("""{"username":"abcdefghijklmnopqrstuvwxyz1234567","password":"Abcd-1234"}""", 1009, "4 to 32 characters (found 33)")]
    [InlineData("""{"username":"with space","password":"Abcd-1234"}""", 1009, "letters, digits and")]
    [InlineData("""{"username":"a/../b","password":"Abcd-1234"}""", 1009, "letters, digits and")]
    [InlineData("""{"username":"fresh","password":"abcd-1234"}""", 1009, "an upper-case letter")]
    [InlineData("""{"username":"fresh","password":"Ab1-"}""", 1009, "8 to 64 characters (found 4)")]
    [InlineData("""{"username":"fresh","password":"Abcd-1234" """, 1025, "not JSON")]
    public async Task A_user_without_what_it_needs_is_refused_and_not_added(string body, int code, string reason)
    {
        using var refused = await _node.SendJsonAsync(HttpMethod.Post, "/v1/users", body);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, code)).ShouldContain(reason);
        (await _node.StatusAsync("/v1/users/fresh")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"username":12345,"password":"Abcd-1234"}""", "12345")]
    [InlineData("""{"username":true,"password":"Abcd-1234"}""", "true")]
    [InlineData("""{"username":"extra","password":"Abcd-1234","ROLES":"ROLE_ADMIN","more":{"a":[]}}""", "extra")]
    [InlineData("""{"username":"a.b_c-d@e+f","password":"Abcd-1234"}""", "a.b_c-d@e+f")]
    public async Task Numbers_and_booleans_count_as_text_and_unknown_keys_do_not_count(string body, string name)
    {
        using var added = await _node.SendJsonAsync(HttpMethod.Post, "/v1/users", body);

        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var shown = await _node.GetAsync($"/v1/users/{Uri.EscapeDataString(name)}");
        (await shown.Content.ReadAsStringAsync()).ShouldContain($$"""{"username":"{{name}}","ROLES":"ROLE_USER"}""");
    }

    [Fact]
    public async Task A_change_of_password_follows_the_rules()
    {
        await _node.AddUserAsync("changing");

        using (var missing = await _node.SendJsonAsync(HttpMethod.Put, "/v1/users/changing", "{}"))
        {
            await missing.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1008);
        }

        using (var weak = await _node.SendJsonAsync(HttpMethod.Put, "/v1/users/changing", """{"password":"weak"}"""))
        {
            await weak.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1009);
        }

        (await _node.LoginAsync("changing", TestNode.Password)).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_administrator_cannot_be_removed()
    {
        using var refused = await _node.SendAsync(HttpMethod.Delete, "/v1/users/admin");

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, 1009)).ShouldContain("admin cannot be removed");
        (await _node.StatusAsync("/v1/users/admin")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task ShouldAnswerAsync(HttpMethod method, string path, string? body, int status, string start)
    {
        using var response = body is null ? await _node.SendAsync(method, path) : await _node.SendJsonAsync(method, path, body);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldBe($"{start}{Meta}}}");
    }
}
