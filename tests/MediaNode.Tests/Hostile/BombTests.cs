using System.IO.Compression;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>What would have to be unpacked or taken apart is refused by its head: no byte of its body is looked at.</summary>
public sealed class BombTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "", 400)]
    [InlineData("multipart/form-data", "", 400)]
    [InlineData("multipart/mixed; boundary=\"\"", "", 400)]
    [InlineData("MULTIPART/FORM-DATA; boundary=b", "", 400)]
    [InlineData("image/jpeg", "Content-Encoding: gzip", 415)]
    [InlineData("image/jpeg", "Content-Encoding: GZIP", 415)]
    [InlineData("image/jpeg", "Content-Encoding: deflate", 415)]
    [InlineData("image/jpeg", "Content-Encoding: br", 415)]
    [InlineData("image/jpeg", "Content-Encoding: zstd", 415)]
    [InlineData("image/jpeg", "Content-Encoding: gzip, gzip, gzip", 415)]
    [InlineData("image/jpeg", "Content-Encoding: identity\r\nContent-Encoding: gzip", 415)]
    [InlineData("image/jpeg", "Content-Encoding: x", 415)]
    public async Task The_answer_comes_while_the_body_is_still_to_come(string type, string encoding, int status)
    {
        foreach (var framing in (string[])["Content-Length: 1000000", "Transfer-Encoding: chunked"])
        {
            using var connection = await RawConnection.OpenAsync(_node.Url);
            await connection.SendAsync(
                RawRequest.Head("POST /v1/media", _node.Login(), $"Content-Type: {type}", encoding, framing));

            (await connection.ReadAnswerAsync()).Status.ShouldBe(status);
        }

        _node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_archive_as_a_media_is_stored_as_it_is()
    {
        await using var node = await TestNode.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[50 << 20]);
        }

        var id = await node.UploadAsync(packed.ToArray(), "application/gzip");

        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).ShouldBe(packed.ToArray());
        new FileInfo(node.Files.ShouldHaveSingleItem()).Length.ShouldBe(packed.Length);
    }
}
