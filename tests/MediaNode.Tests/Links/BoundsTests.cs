using System.Text;
using MediaNode.Links;
using MediaNode.Settings;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>Origins that give too much, too little, too slowly, or for ever.</summary>
public sealed class BoundsTests
{
    private static readonly byte[] _piece = new byte[64 << 10];

    [Fact]
    public async Task An_origin_that_never_answers_is_given_up_after_the_time_it_may_be_silent()
    {
        var asked = new TaskCompletionSource();
        await using var origin = new RawOrigin((_, ending) =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, ending);
        });
        using var fetching = new Fetching();

        var fetch = fetching.FetchAsync(origin.Url);
        await asked.Task;
        fetching.Machine.Advance(TimeSpan.FromSeconds(20));

        (await fetch).ShouldBe(new LinkOutcome.Failed("no answer within 20 s", "The limit is Links:IdleDeadline.", IsFinal: false, RetryAfter: null));
    }

    [Fact]
    public async Task So_is_one_that_falls_silent_within_its_answer()
    {
        await using var origin = new RawOrigin(async (stream, ending) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n"u8.ToArray(), ending);
            await Task.Delay(Timeout.Infinite, ending);
        });
        using var fetching = new Fetching(options => options.Deadline = TimeSpan.FromHours(1));

        var fetch = fetching.FetchAsync(origin.Url);
        await Eventually.HoldsAsync(() => fetching.Written == 5, "the beginning is written");
        var outcome = await fetching.TurnUntilDoneAsync(fetch, TimeSpan.FromSeconds(20));

        outcome.ShouldBe(new LinkOutcome.Failed("silent for 20 s", "The limit is Links:IdleDeadline.", IsFinal: false, RetryAfter: null));
        fetching.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_drips_for_ever_is_given_up_when_the_whole_takes_too_long()
    {
        using var drop = new SemaphoreSlim(0);
        await using var origin = new RawOrigin(async (stream, ending) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), ending);
            while (true)
            {
                await drop.WaitAsync(ending);
                await stream.WriteAsync("1\r\nx\r\n"u8.ToArray(), ending);
            }
        });
        using var fetching = new Fetching();

        var fetch = fetching.FetchAsync(origin.Url);
        for (var drops = 1; drops <= 12; drops++)
        {
            drop.Release();
            await Eventually.HoldsAsync(() => fetching.Written == drops, $"{drops} bytes are written");
            fetching.Machine.Advance(TimeSpan.FromSeconds(10));
        }

        (await fetch).ShouldBe(new LinkOutcome.Failed("not done within 120 s", "The limit is Links:Deadline.", IsFinal: false, RetryAfter: null));
        fetching.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_turned_clock_of_the_node_hurries_nobody()
    {
        var asked = new TaskCompletionSource();
        var turned = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(async context =>
        {
            asked.SetResult();
            await turned.Task;
            await context.Response.Body.WriteAsync(new byte[10]);
        });
        using var fetching = new Fetching();

        var fetch = fetching.GetAsync(origin.Url);
        await asked.Task;
        fetching.Clock.Advance(TimeSpan.FromDays(14));
        turned.SetResult();

        (await fetch).Bytes.Length.ShouldBe(10);
    }

    [Fact]
    public async Task More_than_allowed_is_not_even_begun_where_it_is_announced()
    {
        await using var origin = RawOrigin.Saying("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n");
        using var fetching = new Fetching();

        (await fetching.FailAsync(origin.Url)).ShouldBe(new LinkOutcome.Failed(
            "larger than 100 MB", "The origin announces 10737418240 bytes. The limit is Links:MaxBytes.", IsFinal: true, RetryAfter: null));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", false)]
    public async Task An_answer_without_an_end_is_broken_off_at_the_limit(string head, bool chunked)
    {
        var piece = chunked ? (byte[])[.. Encoding.Latin1.GetBytes("10000\r\n"), .. _piece, (byte)'\r', (byte)'\n'] : _piece;
        await using var origin = RawOrigin.Forever(head, piece);
        using var fetching = new Fetching(options => options.MaxBytes = ByteSize.MegaBytes(1));

        var failed = await fetching.FailAsync(origin.Url);

        failed.Error.ShouldBe("larger than 1 MB");
        failed.IsFinal.ShouldBeTrue();
    }

    [Fact]
    public async Task The_limit_itself_is_allowed()
    {
        await using var origin = await Origin.StartAsync(context => context.Response.Body.WriteAsync(new byte[1 << 20]).AsTask());
        using var fetching = new Fetching(options => options.MaxBytes = ByteSize.MegaBytes(1));

        (await fetching.GetAsync(origin.Url)).Outcome.Length.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task Of_ten_gigabytes_that_are_announced_as_five_bytes_five_are_taken()
    {
        await using var origin = RawOrigin.Forever("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", _piece);
        using var fetching = new Fetching();

        (await fetching.GetAsync(origin.Url)).Bytes.ShouldBe(new byte[5]);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", "connection broken off", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n12345", "connection broken off", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", "connection broken off", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\nfive\r\n", "the answer is not HTTP", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456", "no valid Content-Length", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n12345", "no valid Content-Length", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345", "no valid Content-Length", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "empty file", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "empty file", true)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "empty file", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n12345", "sent with a Content-Encoding", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: identity, br\r\nContent-Length: 5\r\n\r\n12345", "sent with a Content-Encoding", true)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "the answer is not HTTP", true)]
    [InlineData("", "connection broken off", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "connection broken off", false)]
    public async Task An_answer_that_is_none_leaves_nothing(string answer, string error, bool final)
    {
        await using var origin = RawOrigin.Saying(answer);
        using var fetching = new Fetching();

        var failed = await fetching.FailAsync(origin.Url);

        failed.Error.ShouldBe(error);
        failed.IsFinal.ShouldBe(final);
    }

    [Fact]
    public async Task A_head_without_an_end_is_not_read_on()
    {
        await using var origin = RawOrigin.Forever("HTTP/1.1 200 OK\r\n", [.. "X-More: "u8, .. new string('a', 100).Select(one => (byte)one), .. "\r\n"u8]);
        using var fetching = new Fetching();

        var failed = await fetching.FailAsync(origin.Url);

        failed.Error.ShouldBe("the answer's head is larger than 32 KB");
        failed.IsFinal.ShouldBeTrue();
    }

    [Fact]
    public async Task However_large_a_file_is_little_of_it_is_in_memory()
    {
        var bytes = Bytes.Random(24 << 20);
        await using var origin = await Origin.GivingAsync(bytes);
        using var fetching = new Fetching();
        var most = 0L;
        await using var watch = new Timer(_ => most = Math.Max(most, fetching.Budget.MemoryInUse), null, 0, 1);

        var (outcome, written) = await fetching.GetAsync(origin.Url);

        written.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        outcome.Digest.ShouldBe(System.Security.Cryptography.SHA256.HashData(bytes));
        most.ShouldBeLessThanOrEqualTo(320 << 10);
        fetching.Budget.MemoryInUse.ShouldBe(0);
    }
}
