using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>A connection that is kept gets every answer whole and at once, and not with the next one.</summary>
public sealed class KeptConnectionTests
{
    [Fact]
    public async Task Downloads_of_any_length_arrive_whole()
    {
        await using var node = await TestNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Url);
        foreach (var length in (int[])[16 << 10, 64 << 10, 100_000, 300_000, 1_000_000, 1 << 20])
        {
            var bytes = Bytes.Random(length);
            var id = await node.UploadAsync(bytes);
            foreach (var range in (string[])["", "", "Range: bytes=0-"]) // The first is verified on its way, the others are trusted.
            {
                await connection.SendAsync(RawRequest.Head($"GET /v1/media/{id}", node.Login(), range));
                (await connection.ReadAnswerAsync()).Body.ShouldBe(bytes, $"{length} bytes");
            }
        }
    }
}
