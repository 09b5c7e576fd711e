using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class ReadMarkTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    private readonly TestNode _node = messages.Node;

    [Fact]
    public async Task A_message_of_a_user_is_marked_as_read()
    {
        messages.Upstream.Inbound.Add("ABGGread");

        using var marked = await _node.SendJsonAsync(HttpMethod.Put, "/v1/messages/ABGGread", """{"status":"read"}""");

        marked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await marked.Content.ReadAsStringAsync()).ShouldBe("""{"meta":{"api_status":"stable","version":"v2.49.1"}}""");
        messages.Upstream.MarkedRead.ShouldContain("ABGGread");
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_message_that_nobody_knows_is_not_found(string id)
    {
        using var refused = await _node.SendJsonAsync(HttpMethod.Put, $"/v1/messages/{id}", """{"status":"read"}""");

        await refused.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
    }

    [Theory]
    [InlineData("{}", 1008, "status is missing")]
    [InlineData("""{"status":"delivered"}""", 1009, "status is \"delivered\"; only read is accepted")]
    [InlineData("""{"status":{}}""", 1009, "status is an object")]
    [InlineData("{", 1025, "not JSON")]
    public async Task Another_status_is_refused(string body, int code, string details)
    {
        using var refused = await _node.SendJsonAsync(HttpMethod.Put, "/v1/messages/ABGGx", body);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, code)).ShouldContain(details);
    }

    [Fact]
    public async Task An_upstream_that_does_not_answer_is_told_to_be_asked_again()
    {
        await using var node = await MessagesNode.StartAsync(new FakeUpstream { Failure = "connection refused" }, new FakeDeposits());

        using var refused = await node.SendJsonAsync(HttpMethod.Put, "/v1/messages/ABGGx", """{"status":"read"}""");

        (await refused.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, 1011)).ShouldContain("connection refused");
    }

    // Rocket.Chat deletes media at the address of a message, and sends a body with it.
    [Theory]
    [InlineData("DELETE", "/v1/messages/ABGGx", "PUT")]
    [InlineData("POST", "/v1/messages/ABGGx", "PUT")]
    [InlineData("PATCH", "/v1/messages/ABGGx", "PUT")]
    [InlineData("GET", "/v1/messages", "POST")]
    [InlineData("DELETE", "/v1/messages", "POST")]
    [InlineData("GET", "/v1/contacts", "POST")]
    [InlineData("DELETE", "/api/messages/gBEGx", "GET, HEAD")]
    public async Task A_method_that_there_is_not_is_refused_even_with_a_body(string method, string path, string allowed)
    {
        using var refused = await _node.SendJsonAsync(new HttpMethod(method), path, """{"id":"x"}""");

        refused.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", refused.Content.Headers.Allow.Order()).ShouldBe(allowed);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"code\":1006");
    }
}
