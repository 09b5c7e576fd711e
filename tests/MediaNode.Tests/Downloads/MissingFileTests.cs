using System.Diagnostics;
using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Downloads;

public class MissingFileTests
{
    [Fact]
    public async Task A_file_removed_by_hand_is_not_found_and_is_found_again_once_it_is_back()
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(1000);
        var id = await node.UploadAsync(bytes);
        var aside = Path.Combine(node.Host.Data.Path, "aside");
        File.Move(node.FileOf(id), aside);

        await ShouldBeMissingAsync(node, id);

        File.Move(aside, node.FileOf(id));
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).ShouldBe(bytes);
        (await node.StateAsync(id)).ShouldBe("stored");
    }

    [Fact]
    public async Task A_file_that_comes_back_with_other_bytes_is_damaged()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(1000));
        File.Delete(node.FileOf(id));
        await ShouldBeMissingAsync(node, id);

        await File.WriteAllBytesAsync(node.FileOf(id), Bytes.Random(1000, seed: 2));

        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.InternalServerError);
        (await node.StateAsync(id)).ShouldBe("damaged");
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link to itself")]
    [InlineData("pipe")]
    [InlineData("directory")]
    public async Task What_is_no_file_counts_as_none_and_nothing_is_followed(string what)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync("the secret"u8.ToArray());
        var secret = Path.Combine(node.Host.Data.Path, "secret");
        await File.WriteAllTextAsync(secret, "the secret");
        await ReplaceAsync(node.FileOf(id), what, secret);

        await ShouldBeMissingAsync(node, id);
        File.ReadAllText(secret).ShouldBe("the secret");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("link")]
    [InlineData("pipe")]
    [InlineData("directory")]
    public async Task A_media_without_its_file_can_be_deleted_and_the_node_starts_again(string what)
    {
        using var data = new TempDirectory();
        string id;
        var secret = Path.Combine(data.Path, "secret");
        await File.WriteAllTextAsync(secret, "the secret");
        await using (var node = await TestNode.StartAsync(data: data.Path))
        {
            id = await node.UploadAsync(Bytes.Random(1000));
            await ReplaceAsync(node.FileOf(id), what, secret);

            using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}"))
            {
                deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.NotFound);
        }

        await using var again = await TestNode.StartAsync(data: data.Path);
        (await again.MediaAsync()).ShouldBeEmpty();
        File.ReadAllText(secret).ShouldBe("the secret");
    }

    private static async Task ShouldBeMissingAsync(TestNode node, string id)
    {
        foreach (var headers in ((string, string)[][])[[], [("Range", "bytes=0-1")]])
        {
            using var response = await node.GetAsync($"/v1/media/{id}", headers);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            response.Content.Headers.ContentLength.ShouldBe(0);
        }

        (await node.StateAsync(id)).ShouldBe("missing");
    }

    private static async Task ReplaceAsync(string path, string what, string secret)
    {
        File.Delete(path);
        switch (what)
        {
            case "link":
                File.CreateSymbolicLink(path, secret);
                break;
            case "link to itself":
                File.CreateSymbolicLink(path, path);
                break;
            case "pipe":
                using (var mkfifo = Process.Start(new ProcessStartInfo("mkfifo") { ArgumentList = { path } })!)
                {
                    await mkfifo.WaitForExitAsync();
                    mkfifo.ExitCode.ShouldBe(0);
                }

                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
        }
    }
}
