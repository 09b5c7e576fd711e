using System.Net;
using System.Security.Cryptography;
using MediaNode.Tests.Links;
using MediaNode.Tests.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>From an origin on loopback over the node to a phone.</summary>
public sealed class LinkTests
{
    private static readonly string[] _own = ["--Links:AllowedNetworks=127.0.0.0/8"];

    [Fact]
    public async Task What_an_origin_gives_is_on_the_phone_byte_for_byte_and_asked_for_once()
    {
        var bytes = await LinkCalls.SampleAsync("one-page.pdf");
        await using var origin = await Origin.GivingAsync(bytes, "application/pdf");
        await using var node = await TestNode.StartAsync(_own, simulator: true);

        var ids = new List<string>();
        for (var at = 0; at < 20; at++)
        {
            ids.Add(await node.SendLinkAsync($"155509300{at:D2}", "document", $"{origin.Url}/a.pdf?signature=1", ""","filename":"a.pdf" """));
        }

        for (var at = 0; at < 20; at++)
        {
            await node.Simulator!.ArrivalAsync($"155509300{at:D2}", ids[at], "downloaded");
            SHA256.HashData(await node.Simulator.ContentAsync($"155509300{at:D2}", ids[at])).ShouldBe(SHA256.HashData(bytes));
        }

        origin.Questions.ShouldHaveSingleItem().Target.ShouldBe("/a.pdf?signature=1");
        (await node.Simulator!.BlobsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_origin_is_asked_again_when_it_says_so_and_then_on_condition()
    {
        var bytes = await LinkCalls.SampleAsync("plain.jpg");
        await using var origin = await Origin.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = "max-age=3600";
            context.Response.Headers.ETag = "\"v1\"";
            if (context.Request.Headers.IfNoneMatch == "\"v1\"")
            {
                context.Response.StatusCode = 304;
                return;
            }

            context.Response.ContentType = "image/jpeg";
            await context.Response.Body.WriteAsync(bytes);
        });
        await using var node = await TestNode.StartAsync(_own, simulator: true);
        var first = await node.MediaOfAsync(await node.SendLinkAsync("15550940001", link: $"{origin.Url}/a.jpg"));
        (await node.MediaOfAsync(await node.SendLinkAsync("15550940002", link: $"{origin.Url}/a.jpg"))).ShouldBe(first);
        origin.Questions.Count.ShouldBe(1);

        await node.Simulator!.AdvanceAsync("2h");

        (await node.MediaOfAsync(await node.SendLinkAsync("15550940003", link: $"{origin.Url}/a.jpg"))).ShouldBe(first);
        origin.Questions.Select(question => question["If-None-Match"]).ShouldBe([null, "\"v1\""]);
    }

    [Fact]
    public async Task Two_providers_are_two_questions_each_with_its_own_credentials()
    {
        await using var origin = await Origin.GivingAsync(await LinkCalls.SampleAsync("plain.jpg"), also: response => response.Headers.CacheControl = "max-age=3600");
        await using var node = await TestNode.StartAsync(_own, simulator: true);
        await node.SetProviderAsync("one", """{"basic":{"username":"u","password":"p"}}""");
        await node.SetProviderAsync("two", """{"bearer":"t"}""");

        await node.MediaOfAsync(await node.SendLinkAsync("15550940011", link: $"{origin.Url}/a.jpg", more: ""","provider":{"name":"one"}"""));
        await node.MediaOfAsync(await node.SendLinkAsync("15550940012", link: $"two/{origin.Url}/a.jpg"));

        origin.Questions.Select(question => question["Authorization"]).ShouldBe(["Basic dTpw", "Bearer t"]);
    }

    [Theory]
    [InlineData(404, "404 (Not Found)")]
    [InlineData(302, "302 (Found)")]
    public async Task The_business_is_told_in_the_originals_words_why_a_link_failed(int status, string error)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var origin = await Origin.SayingAsync(status, response => response.Headers.Location = "https://elsewhere.example/");
        await using var node = await TestNode.StartAsync(_own, simulator: true);
        using (var set = await node.SendJsonAsync(HttpMethod.Patch, "/v1/settings/application", $$$$"""{"webhooks":{"url":"{{{{receiver.Url}}}}"}}"""))
        {
            set.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var id = await node.SendLinkAsync("15550940021", link: $"{origin.Url}/a.jpg");

        await Eventually.HoldsAsync(() => receiver.Told.Contains($"failed {id}"), "the business was told of the failure");
        var told = receiver.All[^1].Json.GetProperty("statuses")[0];
        told.GetProperty("status").GetString().ShouldBe("failed");
        told.GetProperty("recipient_id").GetString().ShouldBe("15550940021");
        var reason = told.GetProperty("errors")[0];
        reason.GetProperty("code").GetInt32().ShouldBe(1014);
        reason.GetProperty("title").GetString().ShouldBe($"Request for url {origin.Url}/a.jpg failed with error: {error}");
    }

    [Fact]
    public async Task An_origin_that_was_down_is_asked_again()
    {
        var bytes = await LinkCalls.SampleAsync("plain.jpg");
        int port;
        await using (var gone = await Origin.GivingAsync(bytes))
        {
            port = gone.Port;
        }

        await using var node = await TestNode.StartAsync([.. _own, "--Links:Attempts=20"], simulator: true);
        var id = await node.SendLinkAsync("15550940031", link: $"http://127.0.0.1:{port}/a.jpg");
        await TestSimulator.UntilAsync(
            async () => (await node.Client.MessageAsync(id)).GetProperty("link").GetProperty("attempts").GetInt32() > 0, () => "an attempt that failed");

        await using var origin = await Origin.StartAsync(
            async context =>
            {
                context.Response.ContentType = "image/jpeg";
                await context.Response.Body.WriteAsync(bytes);
            },
            port: port);
        await node.Simulator!.AdvanceAsync("2m");

        await node.MediaOfAsync(id);
    }
}
