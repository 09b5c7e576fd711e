using MediaNode.Problems;

namespace MediaNode.Sandboxing;

/// <summary>Who waits for the work.</summary>
internal enum Urgency
{
    /// <summary>A picture, a thumbnail, a look at a file: a moment, and somebody waits.</summary>
    Interactive,

    /// <summary>A copy into another container, a short transcode: seconds.</summary>
    Short,

    /// <summary>A video or a sound that takes minutes.</summary>
    Long,
}

/// <summary>
/// Lets work in as cores and memory allow. First come, first served, but long work leaves two places to the others, and short work one.
/// </summary>
internal sealed class ProcessingQueue
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private readonly int _most;
    private int _running;
    private int _long;
    private int _short;

    /// <param name="options">The settings.</param>
    /// <param name="processors">How many there are.</param>
    /// <param name="memory">Bytes of the machine, or of the container.</param>
    public ProcessingQueue(SandboxOptions options, int processors, long memory)
    {
        var jobs = options.Jobs > 0 ? options.Jobs : processors;
        // Three at least, even on one core: niced tools share it better than a picture waits seconds, or a voice message minutes.
        Places = (int)Math.Max(3, Math.Min(jobs, memory / 2 / options.MemoryPerJob.Bytes));
        _most = options.MaxQueue;
    }

    /// <summary>How many may run at once.</summary>
    public int Places { get; }

    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>The place, to be given back by disposing of it; or null when too many wait already: <see cref="Full"/>.</returns>
    public async Task<Place?> EnterAsync(Urgency urgency, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(urgency);
        lock (_lock)
        {
            // Who comes later does not overtake: those who wait and may run have been let in already.
            if (MayRun(urgency))
            {
                return Admit(urgency);
            }

            if (_waiting.Count >= _most)
            {
                return null;
            }

            _waiting.AddLast(waiter);
        }

        using var leaves = cancellationToken.Register(() => Leave(waiter, cancellationToken));
        return await waiter.Admitted.Task;
    }

    /// <summary>What a client is told when the queue is full.</summary>
    public Refusal Full => Problem.Overloaded.Because($"{_most} are waiting to be processed already. Try again in a second.");

    private bool MayRun(Urgency urgency) => _running < Places && urgency switch
    {
        Urgency.Interactive => true,
        Urgency.Short => _long + _short < Places - 1,
        _ => _long < Places - 2 && _long + _short < Places - 1,
    };

    private Place Admit(Urgency urgency)
    {
        Count(urgency, 1);
        return new Place(this, urgency);
    }

    private void Count(Urgency urgency, int change)
    {
        _running += change;
        _long += urgency == Urgency.Long ? change : 0;
        _short += urgency == Urgency.Short ? change : 0;
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // One that was let in meanwhile has its place, and gives it back itself.
            if (_waiting.Remove(waiter))
            {
                waiter.Admitted.SetCanceled(cancellationToken);
            }
        }
    }

    private void GiveBack(Urgency urgency)
    {
        lock (_lock)
        {
            Count(urgency, -1);
            for (var node = _waiting.First; node is not null;)
            {
                var next = node.Next;
                if (MayRun(node.Value.Urgency))
                {
                    _waiting.Remove(node);
                    node.Value.Admitted.SetResult(Admit(node.Value.Urgency));
                }

                node = next;
            }
        }
    }

    /// <summary>Leave to run one piece of work.</summary>
    internal sealed class Place(ProcessingQueue queue, Urgency urgency) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                queue.GiveBack(urgency);
            }
        }
    }

    private sealed class Waiter(Urgency urgency)
    {
        public Urgency Urgency => urgency;

        // Continuations elsewhere: they must not run under the lock.
        public TaskCompletionSource<Place> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
