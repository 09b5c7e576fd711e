using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Renditions;

/// <summary>Small files that would be huge once decoded are refused by their header, and files that a browser would run are never shown by it.</summary>
public sealed class FloodTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private TestNode Node => shared.Node;

    [Fact]
    public Task A_progressive_JPEG_of_a_hundred_megapixels_starts_no_decoder() => ShouldBeTooLargeAsync("image/jpeg",
    [
        0xFF, 0xD8,
        0xFF, 0xC2, 0, 17, 8, 0x27, 0x10, 0x27, 0x10, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, // SOF2: 10000 x 10000, three components
        0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0x12, 0x34,
        0xFF, 0xD9,
    ]);

    [Fact]
    public Task A_GIF_of_144_megapixels_starts_no_decoder() => ShouldBeTooLargeAsync("image/gif",
    [
        .. "GIF89a"u8, 0xE0, 0x2E, 0xE0, 0x2E, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, // 12000 x 12000, two colours
        0x2C, 0, 0, 0, 0, 0xE0, 0x2E, 0xE0, 0x2E, 0, 2, 2, 0x4C, 0x01, 0, 0x3B,
    ]);

    [Theory]
    [InlineData("text/html", "<!doctype html><script>document.title = 'run'</script>")]
    [InlineData("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>")]
    [InlineData("application/xml", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><script>1</script></html>")]
    public async Task A_document_with_a_script_is_saved_and_never_run(string type, string text)
    {
        var id = await Node.UploadAsync(System.Text.Encoding.UTF8.GetBytes(text), type);
        await Node.MadeAsync(id, "kind=document");

        foreach (var path in (string[])[$"/v1/media/{id}", $"/api/media/{id}/renditions/document"])
        {
            using var given = await Node.GetAsync(path);
            given.StatusCode.ShouldBe(HttpStatusCode.OK);
            given.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            given.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
            given.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            (await given.Content.ReadAsStringAsync()).ShouldBe(text);
        }
    }

    private async Task ShouldBeTooLargeAsync(string type, byte[] bytes)
    {
        var id = await Node.UploadAsync(bytes, type);

        using (var refused = await Node.MakeAsync(id, "kind=image"))
        {
            var told = await refused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused");
            told.GetProperty("breaches").EnumerateArray().Select(breach => breach.Text("rule")).ShouldContain("media.pixels");
        }

        var runs = (await Node.Client.GetStringAsync("/metrics?format=prometheus")).Split('\n')
            .Where(line => line.StartsWith("medianode_tool_runs_total{tool=\"vips", StringComparison.Ordinal));
        runs.ShouldAllBe(line => line.EndsWith(" 0", StringComparison.Ordinal));
    }
}
