using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class ContactTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    [Fact]
    public async Task An_empty_entry_is_no_users_number_and_spoils_no_other()
    {
        await using var node = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits());

        using var answer = await node.SendJsonAsync(HttpMethod.Post, "/v1/contacts", """{"contacts":["",null,"+15550001111"]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await answer.JsonAsync()).GetProperty("contacts").EnumerateArray().Select(contact => contact.GetProperty("status").GetString())
            .ShouldBe(["invalid", "invalid", "valid"]);
    }

    [Theory]
    [InlineData("""{"blocking":"wait","contacts":["+1 555 000 1111","123"],"force_check":true}""")]
    [InlineData("""{"contacts":["+1 555 000 1111",123],"force_check":"true"}""")]
    [InlineData("""{"blocking":"no_wait","contacts":{"0":"+1 555 000 1111","1":"123"}}""")]
    public async Task Each_number_is_told_to_be_a_user_or_not(string body)
    {
        using var answered = await messages.Node.SendJsonAsync(HttpMethod.Post, "/v1/contacts/", body);

        answered.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answered.Content.ReadAsStringAsync()).ShouldBe(
            """{"contacts":[{"input":"+1 555 000 1111","status":"valid","wa_id":"15550001111"},{"input":"123","status":"invalid"}],"meta":{"api_status":"stable","version":"v2.49.1"}}""");
    }

    [Theory]
    [InlineData("{}", 1008, "contacts is missing")]
    [InlineData("""{"contacts":[]}""", 1008, "contacts is missing")]
    [InlineData("""{"contacts":["+15550001111",{}]}""", 1009, "contacts[1] is an object")]
    [InlineData("""{"contacts":["+15550001111"],"blocking":"later"}""", 1009, "blocking is \"later\"; one of no_wait, wait")]
    [InlineData("""{"contacts":["+15550001111"],"force_check":"perhaps"}""", 1009, "force_check is \"perhaps\"")]
    [InlineData("""{"contacts":["\ud83d"]}""", 1025, "contacts[0] has a text that is none")]
    [InlineData("[", 1025, "not JSON")]
    public async Task What_cannot_be_asked_is_refused(string body, int code, string details)
    {
        using var refused = await messages.Node.SendJsonAsync(HttpMethod.Post, "/v1/contacts", body);

        (await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, code)).ShouldContain(details);
    }

    [Fact]
    public async Task Many_numbers_are_asked_about_in_chunks_and_answered_in_their_order()
    {
        var upstream = new FakeUpstream();
        await using var node = await MessagesNode.StartAsync(upstream, new FakeDeposits());
        var numbers = Enumerable.Range(0, 2500).Select(number => $"+1555{number:0000000}").ToList();

        using var answered = await node.SendJsonAsync(
            HttpMethod.Post, "/v1/contacts", $$"""{"blocking":"wait","contacts":[{{string.Join(",", numbers.Select(number => $"\"{number}\""))}}]}""");

        upstream.Chunks.ShouldBe([1000, 1000, 500]);
        (await answered.JsonAsync()).GetProperty("contacts").EnumerateArray().Select(contact => contact.GetProperty("input").GetString()).ShouldBe(numbers);
    }

    [Fact]
    public async Task An_upstream_that_does_not_answer_is_told_to_be_asked_again()
    {
        var upstream = new FakeUpstream { Failure = "connection refused" };
        await using var node = await MessagesNode.StartAsync(upstream, new FakeDeposits());

        using var refused = await node.SendJsonAsync(HttpMethod.Post, "/v1/contacts", """{"contacts":["+15550001111"]}""");

        (await refused.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, 1011)).ShouldContain("connection refused");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
    }
}
