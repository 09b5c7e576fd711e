using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Access;

public class RoleTests
{
    private const string ApiKey = "monitoring-key-1";

    [Fact]
    public async Task A_user_may_use_media_and_look_after_the_node()
    {
        await using var node = await TestNode.StartAsync();
        var user = await node.AddUserAsync("robot");

        using var uploaded = await node.SendAsync(HttpMethod.Post, "/v1/media", [1, 2, 3], user, ("Content-Type", "image/png"));
        uploaded.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await uploaded.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString();
        foreach (var path in (string[])[$"/v1/media/{id}", "/api/media", "/v1/health", "/metrics", "/v1/metrics", "/v1/stats/app", "/v1/stats/db"])
        {
            (await node.StatusAsync(path, user)).ShouldBe(HttpStatusCode.OK, path);
        }

        using var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}", bearer: user);
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "/v1/users")]
    [InlineData("GET", "/v1/users/robot")]
    [InlineData("PUT", "/v1/users/robot")]
    [InlineData("DELETE", "/v1/users/robot")]
    public async Task A_user_may_not_manage_users_not_even_itself(string method, string path)
    {
        await using var node = await TestNode.StartAsync();
        var user = await node.AddUserAsync("robot");

        using var refused = await node.SendJsonAsync(new HttpMethod(method), path, """{"username":"other","password":"Abcd-1234"}""", user);

        (await refused.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1005)).ShouldBe("This needs ROLE_ADMIN; the token is ROLE_USER.");
        (await node.StatusAsync("/api/users", user)).ShouldBe(HttpStatusCode.Forbidden);
        (await node.StatusAsync("/v1/users/robot")).ShouldBe(HttpStatusCode.OK);
        (await node.StatusAsync("/v1/users/other")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_monitoring_key_opens_what_monitoring_reads()
    {
        await using var node = await TestNode.StartAsync([$"--Access:ApiKey={ApiKey}"]);

        foreach (var path in (string[])
            ["/v1/health", "/metrics", "/v1/metrics", "/v1/stats/app", "/v1/stats/app/internal", "/v1/stats/db", "/v1/stats/db/internal"])
        {
            (await StatusByKeyAsync(node, HttpMethod.Get, path, ApiKey)).ShouldBe(HttpStatusCode.OK, path);
            (await StatusByKeyAsync(node, HttpMethod.Get, path, ApiKey + "x")).ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Theory]
    [InlineData("POST", "/v1/media")]
    [InlineData("GET", "/v1/media/0190163d-8694-739b-aea5-966c26f8ad91")]
    [InlineData("DELETE", "/v1/media/0190163d-8694-739b-aea5-966c26f8ad91")]
    [InlineData("GET", "/api/users")]
    [InlineData("GET", "/v1/users/admin")]
    [InlineData("POST", "/v1/users/logout")]
    [InlineData("GET", "/api/media")]
    public async Task The_monitoring_key_opens_nothing_else(string method, string path)
    {
        await using var node = await TestNode.StartAsync([$"--Access:ApiKey={ApiKey}"]);

        (await StatusByKeyAsync(node, new HttpMethod(method), path, ApiKey)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("monitoring-key-1")]
    public async Task Without_a_monitoring_key_in_the_settings_none_is_good(string key)
    {
        await using var node = await TestNode.StartAsync();

        (await StatusByKeyAsync(node, HttpMethod.Get, "/v1/health", key)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> StatusByKeyAsync(TestNode node, HttpMethod method, string path, string key)
    {
        using var client = node.NewClient();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Apikey {key}");
        using var response = await client.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.Forbidden && path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            await response.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1005);
        }

        return response.StatusCode;
    }
}
