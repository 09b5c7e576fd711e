using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Ranges by the thousand cost no more than one (CVE-2011-3192, CVE-2025-62727).</summary>
public sealed class RangeFloodTests(ITestOutputHelper output)
{
    private const int Length = 100_000;

    [Fact]
    public async Task Absurd_ranges_get_the_right_status_for_little_processor_time()
    {
        await using var node = await NodeProcess.StartAsync();
        var bytes = Bytes.Random(Length);
        var path = $"/v1/media/{await node.UploadAsync(bytes)}";
        (string Name, string Value, int[] Statuses)[] floods =
        [
            ("Range", "bytes=" + string.Join(',', Enumerable.Range(0, 1000).Select(at => $"{at}-")), [200, 206]),
            ("Range", "bytes=" + string.Join(',', Enumerable.Repeat("0-", 2500)), [200, 206]),
            ("Range", "bytes=" + string.Join(',', Enumerable.Range(0, 1000).Select(at => $"{at * 2}-{at * 2}")), [200, 206]),
            ("Range", "bytes=" + new string(',', 8000), [200]),
            ("Range", "bytes=" + new string(' ', 8000) + "0-1", [200, 206]),
            ("Range", "bytes=" + new string('9', 8000) + "-", [416]),
            ("Range", "bytes=0-" + new string('9', 8000), [200, 206]),
            ("Range", "bytes=-" + new string('9', 8000), [200, 206]),
            ("Range", "bytes=" + new string('-', 8000), [200]),
            ("Range", "bytes=" + string.Join(',', Enumerable.Repeat("5-2", 2000)), [200]),
            ("Range", "bytes=0-0\r\n" + string.Concat(Enumerable.Repeat("Range: bytes=1-1\r\n", 80)) + "X: y", [200, 206]),
            ("Range", "bytes=5-2", [200]),
            ("Range", "bytes=-0", [416]),
            ("Range", "bytes=99999999999-", [416]),
            ("Range", "bytes=0-", [200, 206]),
            ("If-None-Match", string.Join(',', Enumerable.Repeat("\"x\"", 2000)), [200]),
            ("If-None-Match", new string('"', 8001), [200]),
            ("If-Match", new string(',', 8000) + "*", [200, 412]),
            ("If-Range", "\"" + new string('x', 8000) + "\"\r\nRange: bytes=0-1", [200]),
        ];
        using var connection = await RawConnection.OpenAsync(node.Url);
        foreach (var turn in (string[])["warm", "measured"])
        {
            foreach (var (name, value, statuses) in floods)
            {
                const int times = 20;
                var shown = value[..Math.Min(40, value.Length)].ReplaceLineEndings(" ");
                var before = node.ProcessorTime;
                for (var time = 0; time < times; time++)
                {
                    await connection.SendAsync(RawRequest.Head($"GET {path}", node.Login(), $"{name}: {value}"));
                    var answer = await connection.ReadAnswerAsync();
                    answer.Status.ShouldBeOneOf(statuses, shown);
                    answer.Body.Length.ShouldBeLessThanOrEqualTo(Length); // Never a part more than once.
                }

                var each = (node.ProcessorTime - before) / times;
                if (turn == "measured")
                {
                    output.WriteLine($"{name}: {shown}: {each.TotalMilliseconds:F2} ms");
                    each.ShouldBeLessThan(TimeSpan.FromMilliseconds(5), shown);
                }
            }
        }

        node.Errors.ShouldBeEmpty();
    }
}
