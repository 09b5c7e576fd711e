using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Microsoft.Extensions.Options;

namespace MediaNode.Processing.Pictures;

/// <summary>Makes thumbnails of small pictures many at a time: the box and the start of libvips are the dear part, and one can carry all that wait.</summary>
/// <remarks>
/// A group is what came while the one before was running, or while it waited for its place in the queue; nothing waits for company. Another
/// runs beside it once there is a full one: sooner, the two would share what comes, and pay for two starts.
/// A group that goes wrong harms none of its pictures: each is then made by itself.
/// </remarks>
internal sealed class ThumbnailGroups(
    Sandbox sandbox, ProcessingQueue queue, ScratchRoom room, DecodeBounds bounds, IOptions<SandboxOptions> options) : IAsyncDisposable
{
    private const int MostAtOnce = 2; // The node itself wants a core, too.

    private readonly Lock _lock = new();
    private readonly Queue<WaitingPicture> _waiting = [];
    private readonly List<Task> _runs = [];
    private readonly CancellationTokenSource _stopping = new();

    // As many groups as single tools may wait.
    private readonly int _most = Math.Max(1, options.Value.MaxQueue) * ThumbnailGroup.MostPictures;

    private int _running;

    /// <summary>What decodes; replaced in tests.</summary>
    public Tool Vips { get; init; } = Tool.VipsThumbnail;

    private bool IsFull_NeedsLock => _waiting.Count >= ThumbnailGroup.MostPictures;

    /// <summary>Makes the thumbnail of a picture with those of others.</summary>
    /// <returns>Null when it is to be made by itself: it is none for a group, or something in its group went wrong.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the group goes on for the others.</exception>
    public Task<Thumbnail?> MakeAsync(Source source, CancellationToken cancellationToken)
    {
        if (!options.Value.ThumbnailGroups || !ThumbnailGroup.Takes(source.Facts))
        {
            return Task.FromResult<Thumbnail?>(null);
        }

        var picture = new WaitingPicture(source, cancellationToken);
        lock (_lock)
        {
            if (_waiting.Count >= _most)
            {
                return Task.FromResult<Thumbnail?>(null);
            }

            _waiting.Enqueue(picture);
            if (_running == 0 || (_running < MostAtOnce && IsFull_NeedsLock))
            {
                _running++;
                _runs.RemoveAll(static run => run.IsCompleted);
                _runs.Add(Task.Run(RunAsync, CancellationToken.None));
            }
        }

        return picture.Made;
    }

    /// <summary>Ends what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] runs;
        lock (_lock)
        {
            runs = [.. _runs];
        }

        await Task.WhenAll(runs);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (IsWanted())
        {
            ThumbnailGroup? group = null;
            try
            {
                using var place = await queue.EnterAsync(Urgency.Interactive, _stopping.Token);
                group = Form();
                // Where even the queue is full, each is told so itself.
                Settle(group, place is null || group.Pictures.Count == 0 ? [] : await RunAsync(group));
            }
            catch (OperationCanceledException)
            {
                // Nobody waits any more, or the node stops.
                Settle(group ?? Form(), []);
            }
            catch (Exception fault)
            {
                // An edge: nobody waits for the group itself, but for its pictures.
                foreach (var picture in (group ?? Form()).Pictures)
                {
                    picture.Fail(fault);
                }
            }
        }
    }

    private async Task<IReadOnlyList<Thumbnail?>> RunAsync(ThumbnailGroup group)
    {
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var left = group.Pictures.Count;
        var leaving = group.Pictures.Select(picture => picture.WhenGone(() =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                unwanted.Cancel();
            }
        })).ToList();
        try
        {
            return await group.RunAsync(Vips, sandbox, options.Value, room, unwanted.Token);
        }
        finally
        {
            leaving.ForEach(registration => registration.Dispose());
        }
    }

    private static void Settle(ThumbnailGroup group, IReadOnlyList<Thumbnail?> made)
    {
        foreach (var (at, picture) in group.Pictures.Index())
        {
            picture.Settle(made.ElementAtOrDefault(at));
        }
    }

    private ThumbnailGroup Form()
    {
        var group = new ThumbnailGroup(bounds);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var next) && (next.IsGone || group.TryAdd(next)))
            {
                _waiting.Dequeue();
            }
        }

        return group;
    }

    /// <returns>False when nothing waits, or what does is the other run's; whoever comes next starts a new one if there is none.</returns>
    private bool IsWanted()
    {
        lock (_lock)
        {
            var wanted = _waiting.Count > 0 && (_running == 1 || IsFull_NeedsLock);
            _running -= wanted ? 0 : 1;
            return wanted;
        }
    }
}
