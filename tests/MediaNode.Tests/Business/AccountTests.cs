using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Business;

public class AccountTests
{
    private const string Account = "/v1/account";
    private const string Shards = "/v1/account/shards";
    private const string TwoStep = "/v1/settings/account/two-step";
    private const string Number = "\"cc\":\"1\",\"phone_number\":\"555 000-2222\"";

    [Fact]
    public async Task The_number_of_the_node_is_registered_already()
    {
        await using var node = await StartAsync();

        await ShouldBeCreatedAsync(node, Account, $$"""{{{Number}},"method":"sms","cert":"Q2VydA=="}""");
        await ShouldBeCreatedAsync(node, Account + "/verify", """{"code":"123-456"}""");
        await node.RefusedAsync("{}", Account + "/verify", "POST", 1008);
        await node.RefusedAsync("""{"cc":"1"}""", Account, "POST", 1008);
        (await node.RefusedAsync($$"""{{{Number}},"method":"pigeon"}""", Account, "POST")).ShouldBe("method is \"pigeon\"; sms or voice is accepted.");
        (await RefusedAsync(node, Account, """{"cc":"1","phone_number":"5550009999","method":"sms","cert":"x"}""")).ShouldContain("WhatsApp:Number");
    }

    [Fact]
    public async Task The_node_is_one_shard()
    {
        await using var node = await StartAsync();

        await ShouldBeCreatedAsync(node, Shards, $$"""{{{Number}},"shards":"1"}""");
        (await RefusedAsync(node, Shards, $$"""{{{Number}},"shards":4}""")).ShouldBe("shards is 4; this node is one, and 1 is accepted.");
        (await node.RefusedAsync($$"""{{{Number}},"shards":3}""", Shards, "POST")).ShouldContain("one of 1, 2, 4, 8, 16, 32");
        using var shown = await node.GetAsync(Shards);
        (await shown.JsonAsync()).GetProperty("account").GetProperty("shards").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_PIN_that_was_set_is_asked_for_until_it_is_removed()
    {
        await using var node = await StartAsync();
        await node.SetAsync("""{"pin":123456}""", TwoStep, "POST");

        await ShouldBeCreatedAsync(node, Account, $$"""{{{Number}},"pin":"123456"}""");
        (await RefusedAsync(node, Account, $$"""{{{Number}},"pin":"123457"}""")).ShouldContain("pin is missing or another");
        await RefusedAsync(node, Shards, $$"""{{{Number}},"shards":1}""");
        (await node.RefusedAsync("""{"pin":"12345"}""", TwoStep, "POST")).ShouldNotContain("12345");
        await node.RefusedAsync("{}", TwoStep, "POST", 1008);

        using var removed = await node.Client.DeleteAsync(TwoStep);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeCreatedAsync(node, Account, $$"""{{{Number}}}""");
    }

    [Fact]
    public async Task Support_is_told_what_the_node_knows_of_itself()
    {
        await using var node = await StartAsync();

        using var shown = await node.GetAsync("/v1/support");

        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        var support = (await shown.JsonAsync()).GetProperty("support");
        support.GetProperty("debug_info").GetString().ShouldBe("15550002222");
        support.GetProperty("db_engine").GetString().ShouldBe("SQLITE");
        support.GetProperty("db_info")[0].GetString()!.ShouldStartWith("3.");
        support.GetProperty("free_space_media_outgoing").GetInt64().ShouldBeGreaterThan(0);
        support.GetProperty("socket_conn").GetString().ShouldBeOneOf("UP", "DN", "SC");
        support.GetProperty("multi_connect").ValueKind.ShouldBe(JsonValueKind.False);
    }

    private static Task<TestNode> StartAsync() => TestNode.StartAsync(["--WhatsApp:Number=15550002222"]);

    private static async Task ShouldBeCreatedAsync(TestNode node, string path, string json)
    {
        using var created = await node.SendJsonAsync(HttpMethod.Post, path, json);
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        (await created.JsonAsync()).TryGetProperty("meta", out _).ShouldBeTrue();
    }

    private static async Task<string> RefusedAsync(TestNode node, string path, string json)
    {
        using var refused = await node.SendJsonAsync(HttpMethod.Post, path, json);
        return await refused.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1005);
    }
}
