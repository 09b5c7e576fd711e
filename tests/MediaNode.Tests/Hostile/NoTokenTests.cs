using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Strangers fill neither the disk nor the memory (CVE-2024-36403, CVE-2024-37302).</summary>
public sealed class NoTokenTests(ITestOutputHelper output)
{
    private const int Uploads = 2000;
    private const int Length = 1 << 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_thousand_uploads_without_a_token_leave_nothing(bool asksFirst)
    {
        await using var node = await NodeProcess.StartAsync();
        await AttackAsync(node, 50, asksFirst);
        var (memory, processor) = (node.ResidentBytes, node.ProcessorTime);

        var most = await AttackAsync(node, Uploads, asksFirst);

        var each = (node.ProcessorTime - processor) / Uploads;
        output.WriteLine($"{(most - memory) >> 20} MB more at the most, {each.TotalMilliseconds:F2} ms of processor each");
        (most - memory).ShouldBeLessThan(64 << 20);
        node.Files.ShouldBeEmpty();
        node.Errors.ShouldBeEmpty();
        (await node.MetricAsync("medianode_upload_buffers_bytes")).ShouldBe(0);
        (await node.MetricAsync("medianode_upload_bytes_total")).ShouldBe(0);
    }

    /// <returns>The most memory that was resident.</returns>
    private static async Task<long> AttackAsync(NodeProcess node, int uploads, bool asksFirst)
    {
        var body = new byte[Length];
        var (left, most) = (uploads, 0L);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async attacker =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var connection = await RawConnection.OpenAsync(node.Url);
                var credentials = (attacker % 3) switch
                {
                    0 => "",
                    1 => "Authorization: Bearer mn_guess",
                    _ => "Authorization: Basic YWRtaW46c2VjcmV0",
                };
                await connection.SendAsync(RawRequest.Head(
                    "POST /v1/media", credentials, "Content-Type: image/jpeg", $"Content-Length: {Length}", asksFirst ? "Expect: 100-continue" : ""));
                if (!asksFirst)
                {
                    await connection.SendAsync(body);
                }

                (await connection.ReadAnswerAsync()).Status.ShouldBe(401); // Not 100: the body is never asked for.
                most = Math.Max(most, attacker == 0 ? node.ResidentBytes : 0);
            }
        }));
        return most;
    }
}
