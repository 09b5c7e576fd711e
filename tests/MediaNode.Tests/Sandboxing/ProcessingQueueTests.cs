using MediaNode.Sandboxing;
using MediaNode.Settings;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

public sealed class ProcessingQueueTests
{
    private const long Plenty = 64L << 30;

    [Theory]
    [InlineData(0, 1, Plenty, 3)]
    [InlineData(0, 2, Plenty, 3)]
    [InlineData(0, 8, Plenty, 8)]
    [InlineData(4, 8, Plenty, 4)]
    [InlineData(1, 8, Plenty, 3)]
    [InlineData(0, 8, 8L << 30, 4)]
    [InlineData(0, 8, 1L << 30, 3)]
    public void Places_are_bounded_by_cores_by_memory_and_by_the_setting(int jobs, int processors, long memory, int places) =>
        new ProcessingQueue(new SandboxOptions { Jobs = jobs, MemoryPerJob = ByteSize.MegaBytes(1024) }, processors, memory).Places.ShouldBe(places);

    [Fact]
    public async Task A_picture_waits_for_no_video_and_a_short_one_for_no_long_one()
    {
        var queue = Queue(places: 3);
        using var film = await queue.EnterAsync(Urgency.Long, CancellationToken.None);
        var another = queue.EnterAsync(Urgency.Long, CancellationToken.None);

        var note = queue.EnterAsync(Urgency.Short, CancellationToken.None);
        var second = queue.EnterAsync(Urgency.Short, CancellationToken.None);
        var picture = queue.EnterAsync(Urgency.Interactive, CancellationToken.None);

        (note.IsCompletedSuccessfully, picture.IsCompletedSuccessfully).ShouldBe((true, true));
        (another.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        (queue.Running, queue.Waiting).ShouldBe((3, 2));

        // The picture's place is no place for a video, nor that of a short one for a long one.
        (await picture)!.Dispose();
        (another.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        (await note)!.Dispose();
        using (await second)
        {
            another.IsCompleted.ShouldBeFalse();
            film!.Dispose();
        }

        (await another)!.Dispose();
        (queue.Running, queue.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Who_came_first_is_let_in_first()
    {
        var queue = Queue(places: 3);
        var held = new[] { await queue.EnterAsync(Urgency.Interactive, CancellationToken.None), await queue.EnterAsync(Urgency.Interactive, CancellationToken.None), await queue.EnterAsync(Urgency.Interactive, CancellationToken.None) };
        var video = queue.EnterAsync(Urgency.Long, CancellationToken.None);
        var picture = queue.EnterAsync(Urgency.Interactive, CancellationToken.None);

        held[0]!.Dispose();

        using var first = await video;
        picture.IsCompleted.ShouldBeFalse();
        held[1]!.Dispose();
        using var second = await picture;
    }

    [Fact]
    public async Task A_full_queue_says_so_with_a_time_to_come_back()
    {
        var queue = Queue(places: 3, most: 1);
        using var one = await queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        using var two = await queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        using var three = await queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        var waiting = queue.EnterAsync(Urgency.Interactive, CancellationToken.None);

        (await queue.EnterAsync(Urgency.Interactive, CancellationToken.None)).ShouldBeNull();

        queue.Full.Problem.Status.ShouldBe(503);
        queue.Full.Problem.RetryAfter.ShouldBeGreaterThan(0);
        one!.Dispose();
        (await waiting)!.Dispose();
    }

    [Fact]
    public async Task Who_leaves_makes_room_for_another()
    {
        var queue = Queue(places: 3, most: 1);
        using var one = await queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        using var two = await queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        using var three = await queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        using var leave = new CancellationTokenSource();
        var leaving = queue.EnterAsync(Urgency.Interactive, leave.Token);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(leaving);
        var next = queue.EnterAsync(Urgency.Interactive, CancellationToken.None);
        queue.Waiting.ShouldBe(1);
        one!.Dispose();
        one.Dispose();
        (queue.Running, queue.Waiting).ShouldBe((3, 0));
        (await next)!.Dispose();
    }

    [Fact]
    public async Task Many_at_once_never_hold_more_than_there_is_and_all_come_through()
    {
        var queue = Queue(places: 3, most: 1000);
        var (most, videos, mostVideos, done) = (0, 0, 0, 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (number, stop) =>
        {
            var urgency = number % 2 == 0 ? Urgency.Long : Urgency.Interactive;
            using var place = await queue.EnterAsync(urgency, stop);
            InterlockedMax(ref most, queue.Running);
            if (urgency == Urgency.Long)
            {
                InterlockedMax(ref mostVideos, Interlocked.Increment(ref videos));
            }

            await Task.Yield();
            if (urgency == Urgency.Long)
            {
                Interlocked.Decrement(ref videos);
            }

            Interlocked.Increment(ref done);
        });

        done.ShouldBe(500);
        most.ShouldBeLessThanOrEqualTo(3);
        mostVideos.ShouldBe(1);
        (queue.Running, queue.Waiting).ShouldBe((0, 0));
    }

    private static ProcessingQueue Queue(int places, int most = 10) => new(new SandboxOptions { Jobs = places, MaxQueue = most }, 1, Plenty);

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
