using System.Runtime.ExceptionServices;

namespace MediaNode.Formats.Sealing;

/// <summary>The few steps of a media between its encryption and the passes over them: a ring that one caller fills.</summary>
/// <remarks>
/// The passes are shared with a thread of the pool if there are two: each takes the pass that is furthest behind and that nobody is in,
/// for one step. So either has work as long as there is any, whatever the passes cost, and what comes out does not depend on who did what.
/// The caller never waits for the pool to begin, only for a step that the other is in the middle of: on a busy pool it does all by itself.
/// </remarks>
internal sealed class SealSteps : IThreadPoolWorkItem, IDisposable
{
    // After so many steps, some milliseconds, the other thread goes to the end of the pool's queue, for others are waiting there too.
    private const int Turn = 64;

    private readonly object _gate = new();
    private readonly Action<SealStep>[] _passes;
    private readonly SealStep[] _ring;
    private readonly long[] _done;
    private readonly bool[] _claimed;
    private readonly bool _shared;
    private long _handed;
    private bool _helped;
    private bool _disposed;
    private ExceptionDispatchInfo? _fault;

    /// <param name="passes">Each takes every step, in order, and is never in two threads at once.</param>
    /// <param name="ring">How many steps may be on their way. With one the caller does everything itself.</param>
    /// <param name="room">Bytes of a step.</param>
    public SealSteps(Action<SealStep>[] passes, int ring, int room)
    {
        _passes = passes;
        _ring = [.. Enumerable.Range(0, ring).Select(_ => new SealStep(room))];
        _done = new long[passes.Length];
        _claimed = new bool[passes.Length];
        _shared = ring > 1;
    }

    /// <summary>The step to be filled next. No pass is in it.</summary>
    public SealStep Next => _ring[_handed % _ring.Length];

    /// <summary>Hands <see cref="Next"/> over to the passes, and works on them until another one is free.</summary>
    /// <remarks>What a pass threw, in either thread, is thrown here or by <see cref="Complete"/>, and from then on by both.</remarks>
    public void Hand()
    {
        lock (_gate)
        {
            _handed++;
            if (_shared && !_helped)
            {
                _helped = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        WorkUntil(_handed - _ring.Length + 1);
    }

    /// <summary>Works until every step that was handed over is through every pass.</summary>
    public void Complete() => WorkUntil(_handed);

    /// <summary>The turn of the other thread.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < Turn; i++)
        {
            int pass;
            lock (_gate)
            {
                pass = Claim();
                if (pass < 0)
                {
                    _helped = false;
                    return;
                }
            }

            Take(pass);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Gives the buffers back once the other thread is out of them. It takes nothing up from then on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            while (_claimed.Contains(true))
            {
                Monitor.Wait(_gate);
            }
        }

        foreach (var step in _ring)
        {
            step.Return();
        }
    }

    private void WorkUntil(long done)
    {
        while (true)
        {
            int pass;
            lock (_gate)
            {
                while (true)
                {
                    _fault?.Throw();
                    if (_done.Min() >= done)
                    {
                        return;
                    }

                    pass = Claim();
                    if (pass >= 0)
                    {
                        break;
                    }

                    Monitor.Wait(_gate);
                }
            }

            Take(pass);
        }
    }

    /// <returns>The pass to be taken next; -1 if there is none now.</returns>
    private int Claim()
    {
        var pass = -1;
        for (var i = 0; i < _done.Length && !_disposed && _fault is null; i++)
        {
            if (!_claimed[i] && _done[i] < _handed && (pass < 0 || _done[i] < _done[pass]))
            {
                pass = i;
            }
        }

        if (pass >= 0)
        {
            _claimed[pass] = true;
        }

        return pass;
    }

    private void Take(int pass)
    {
        ExceptionDispatchInfo? fault = null;
        try
        {
            _passes[pass](_ring[_done[pass] % _ring.Length]);
        }
        catch (Exception exception)
        {
            // Thrown in a thread of the pool it would end the process: it belongs to the caller.
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        lock (_gate)
        {
            _done[pass] += fault is null ? 1 : 0;
            _fault ??= fault;
            _claimed[pass] = false;
            Monitor.PulseAll(_gate);
        }
    }
}
