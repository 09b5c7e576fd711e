using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public sealed class NotOfferedTests(SharedNode shared) : IClassFixture<SharedNode>
{
    [Theory]
    [InlineData("GET", "/v1/contacts/15550001111/identity", "no identity keys")]
    [InlineData("PUT", "/v1/contacts/15550001111/identity", "no identity keys")]
    [InlineData("GET", "/v1/stickerpacks?namespace=whatsapp", "a message of type sticker")]
    [InlineData("POST", "/v1/stickerpacks/", "a message of type sticker")]
    [InlineData("PATCH", "/v1/stickerpacks/1", "a message of type sticker")]
    [InlineData("GET", "/v1/stickerpacks/1/stickers", "a message of type sticker")]
    [InlineData("DELETE", "/v1/stickerpacks/1/stickers/0", "a message of type sticker")]
    public async Task What_the_node_could_only_pretend_to_is_refused_with_what_to_do_instead(string method, string path, string words)
    {
        using var refused = await shared.Node.SendJsonAsync(new HttpMethod(method), path, "{}");

        (await refused.ShouldRefuseAsync(HttpStatusCode.NotImplemented, 1014)).ShouldContain(words);
    }

    [Fact]
    public async Task It_is_refused_to_strangers_first()
    {
        using var refused = await shared.Node.SendAsync(HttpMethod.Get, "/v1/stickerpacks", bearer: "nobody");

        await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }
}
