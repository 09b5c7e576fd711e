using MediaNode.Tests.Business;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Webhooks;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>Postman's way through the whole API, from the first password to deleting the user.</summary>
public sealed class CollectionTests
{
    private const string Phone = "15550801000";

    [Fact]
    public async Task Every_endpoint_answers_the_collection_and_the_collection_asks_every_endpoint()
    {
        using var folder = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        await using var node = await TestNode.StartAsync(firstPassword: true, simulator: true);
        var routes = Collection.RoutesOf(node.Part<EndpointDataSource>());
        await PutFilesAsync(folder.Path);
        var written = await node.Simulator!.PostAsync($"/sim/phones/{Phone}/send?type=text&to=15550000000", """{"body":"hi"}""");

        var (asked, failures) = await Collection.RunAsync(
            folder.Path, ("URL", node.Url.ToString().TrimEnd('/')), ("Recipient-WA-ID", Phone),
            ("Inbound-Message-Id", written.GetProperty("id").GetString()!), ("WebhookUrl", receiver.Url.ToString()));

        failures.ShouldBeEmpty();
        routes.ShouldNotBeEmpty();
        routes.Where(route => !asked.Any(one => Collection.Reaches(one, route)))
            .ShouldBeEmpty("a new endpoint needs a request in tests/newman/collection.json");
    }

    [Theory]
    [InlineData("GET /v1/media/0c9d3b1e", "GET /v1/media/{id}", true)]
    [InlineData("GET /v1/media/0c9d3b1e/download", "GET /v1/media/{id}", false)]
    [InlineData("GET /v1/media", "GET /v1/media/{id}", false)]
    [InlineData("DELETE /v1/media/0c9d3b1e", "GET /v1/media/{id}", false)]
    [InlineData("GET /v1/stickerpacks/1/stickers/0", "GET /v1/stickerpacks/{id}/stickers/{index}", true)]
    public void A_request_reaches_its_route_and_no_other(string asked, string route, bool reaches) => Collection.Reaches(asked, route).ShouldBe(reaches);

    private static async Task PutFilesAsync(string folder)
    {
        foreach (var (name, sample) in new[]
        {
            ("photo.jpg", "plain.jpg"), ("document.pdf", "one-page.pdf"), ("video.mp4", "conforming.mp4"), ("audio.ogg", "mono.opus"), ("sticker.webp", "sticker.webp"),
        })
        {
            File.Copy(await SampleFiles.PathAsync(sample), Path.Combine(folder, name));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), TestCertificates.Authority("Collection"));
    }
}
