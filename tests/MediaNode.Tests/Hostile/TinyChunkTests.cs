using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>A body in chunks of one byte costs its sender six times the bandwidth and us a bounded time.</summary>
public sealed class TinyChunkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(4 << 20, 1)]
    [InlineData(4 << 20, 7)]
    public async Task Chunks_of_a_few_bytes_are_taken_at_a_bounded_cost(int length, int chunk)
    {
        await using var node = await NodeProcess.StartAsync();
        var bytes = Bytes.Random(length);
        using var connection = await RawConnection.OpenAsync(node.Url);
        var wire = new MemoryStream();
        for (var at = 0; at < length; at += chunk)
        {
            wire.Write(Encoding.ASCII.GetBytes($"{Math.Min(chunk, length - at):x}\r\n"));
            wire.Write(bytes, at, Math.Min(chunk, length - at));
            wire.Write("\r\n"u8);
        }

        wire.Write("0\r\n\r\n"u8);
        var before = node.ProcessorTime;
        await connection.SendAsync(RawRequest.Head("POST /v1/media", node.Login(), "Content-Type: image/jpeg", "Transfer-Encoding: chunked"));
        await connection.SendAsync(wire.GetBuffer().AsMemory(0, (int)wire.Length));
        var answer = await connection.ReadAnswerAsync();
        var took = node.ProcessorTime - before;

        answer.Status.ShouldBe(201, answer.Text);
        (await File.ReadAllBytesAsync(node.Files.ShouldHaveSingleItem())).ShouldBe(bytes);
        var each = took.TotalMicroseconds / (length / chunk);
        output.WriteLine($"{length / chunk} chunks: {took.TotalMilliseconds:F0} ms, {each:F3} us each; "
            + $"100 MB so: {(100 << 20) / chunk * each / 1e6:F1} s of one processor");
        each.ShouldBeLessThan(2);
    }
}
