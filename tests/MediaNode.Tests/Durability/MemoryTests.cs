using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>What the node holds in memory does not grow with the media.</summary>
[Collection(HeavyTests.Name)]
public sealed class MemoryTests
{
    private const long Limit = 256L << 20;

    // All of them may lie there at once, and others need memory too.
    private const string MemoryDisk = "/dev/shm";
    private const long Wanted = 10L << 30;

    [Fact]
    public Task Sixty_four_uploads_of_100_MB_at_once_stay_under_256_MB() => UploadAtOnceAsync(64, 100_000_000, chunked: false);

    [Fact]
    public Task As_many_uploads_as_the_memory_budget_lets_in_stay_under_256_MB() => UploadAtOnceAsync(550, 2_000_000, chunked: false);

    [Fact]
    public Task As_many_chunked_uploads_as_the_memory_budget_lets_in_stay_under_256_MB() => UploadAtOnceAsync(310, 4_000_000, chunked: true);

    private static async Task UploadAtOnceAsync(int uploads, int size, bool chunked)
    {
        var inMemory = Directory.Exists(MemoryDisk);
        var free = new DriveInfo(inMemory ? MemoryDisk : Path.GetTempPath()).AvailableFreeSpace;
        var length = Math.Min(free, AvailableMemory()) >= Wanted ? size : size / 10;
        var data = Path.Combine(inMemory ? MemoryDisk : Path.GetTempPath(), $"medianode-test-{Guid.NewGuid():N}");
        try
        {
            await using var node = await NodeProcess.StartAsync(data);
            var meeting = new Meeting(uploads);
            var bytes = Bytes.Random(length);

            var answers = await Task.WhenAll(Enumerable.Range(0, uploads).Select(_ => UploadThenDeleteAsync(node.Client, new MeetingContent(bytes, meeting), chunked)));

            answers.ShouldAllBe(status => status == HttpStatusCode.OK);
            TestContext.Current.TestOutputHelper?.WriteLine($"{uploads} uploads of {length} bytes at once: {node.PeakMemory >> 20} MiB resident at most");
            node.PeakMemory.ShouldBeLessThan(Limit);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static long AvailableMemory() => long.Parse(
        File.ReadLines("/proc/meminfo").Single(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) << 10;

    /// <summary>Deletes at once, so that the disk has room for what comes.</summary>
    private static async Task<HttpStatusCode> UploadThenDeleteAsync(HttpClient client, MeetingContent content, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await client.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            return response.StatusCode;
        }

        return await client.RemoveAsync((await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!);
    }

    /// <summary>Where all who are expected wait for one another.</summary>
    private sealed class Meeting(int expected)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _there;

        public Task ArriveAsync()
        {
            if (Interlocked.Increment(ref _there) == expected)
            {
                _complete.SetResult();
            }

            return _complete.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>A body that is begun, and goes on when all the others are: they are truly under way together.</summary>
    private sealed class MeetingContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly Meeting _meeting;

        public MeetingContent(byte[] bytes, Meeting meeting)
        {
            (_bytes, _meeting) = (bytes, meeting);
            Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            const int turn = 100_000;
            await stream.WriteAsync(_bytes.AsMemory(0, turn));
            await _meeting.ArriveAsync();
            for (var at = turn; at < _bytes.Length; at += turn)
            {
                await stream.WriteAsync(_bytes.AsMemory(at, Math.Min(turn, _bytes.Length - at)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
