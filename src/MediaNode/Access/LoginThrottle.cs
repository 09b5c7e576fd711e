using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MediaNode.Access;

/// <summary>Slows guessing of passwords without ever locking anybody out.</summary>
/// <remarks>
/// Logins from one address (IPv4, or an IPv6 /64) take turns, and each failure makes the next turn wait longer, up to four seconds. A
/// right password is never refused for the failures of others: from another address it does not even wait. Checking a password is
/// dear by design, so only one is checked at a time in the whole node.
/// </remarks>
internal sealed class LoginThrottle(TimeProvider clock) : IDisposable
{
    private const int FreeFailures = 3;
    private const int MostWaiting = 8; // In a lane: enough for people who share an address.
    private const int MostLanes = 10_000; // Some 300 bytes each; beyond it, strangers share a lane.

    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _forgivenAfter = TimeSpan.FromSeconds(30); // For one failure.

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _checking = new(1);

    /// <summary>Waits for a turn, then runs <paramref name="check"/>.</summary>
    /// <returns>What <paramref name="check"/> said; null as well when too many wait already (<c>Turned</c> is false then).</returns>
    public async Task<(bool Turned, T? Result)> CheckAsync<T>(IPAddress? from, Func<T?> check, CancellationToken cancellationToken)
        where T : class
    {
        var lane = LaneOf(from);
        if (Interlocked.Increment(ref lane.Waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref lane.Waiting);
            return (false, null);
        }

        try
        {
            await lane.WaitAsync(cancellationToken);
            try
            {
                var wait = lane.WaitAfter(clock.GetUtcNow());
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, clock, cancellationToken);
                }

                await _checking.WaitAsync(cancellationToken);
                try
                {
                    var result = check();
                    if (result is null)
                    {
                        lane.Fail(clock.GetUtcNow());
                    }

                    return (true, result);
                }
                finally
                {
                    _checking.Release();
                }
            }
            finally
            {
                lane.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref lane.Waiting);
        }
    }

    public void Dispose() => _checking.Dispose();

    private Lane LaneOf(IPAddress? from)
    {
        if (_lanes.Count >= MostLanes)
        {
            var now = clock.GetUtcNow();
            foreach (var (key, lane) in _lanes)
            {
                if (lane.Waiting == 0 && lane.Failures(now) == 0)
                {
                    _lanes.TryRemove(key, out _);
                }
            }
        }

        var own = KeyOf(from);
        return _lanes.TryGetValue(own, out var known) ? known
            : _lanes.GetOrAdd(_lanes.Count >= MostLanes ? "others" : own, static _ => new Lane());
    }

    private static string KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.MapToIPv4().ToString();
        }

        // One customer usually has a whole /64 of IPv6 addresses (RFC 6177).
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }

    /// <summary>A turn to be had by one at a time, and a memory of failures.</summary>
    private sealed class Lane() : SemaphoreSlim(1)
    {
        public int Waiting;
        private int _failures;
        private DateTimeOffset _lastFailure;

        public int Failures(DateTimeOffset now) => Math.Max(0, _failures - (int)((now - _lastFailure) / _forgivenAfter));

        public void Fail(DateTimeOffset now)
        {
            _failures = Math.Min(Failures(now) + 1, 20);
            _lastFailure = now;
        }

        public TimeSpan WaitAfter(DateTimeOffset now)
        {
            var beyond = Failures(now) - FreeFailures;
            return beyond < 0 ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(Math.Min(_longestWait.TotalMilliseconds, 250 * Math.Pow(2, beyond)));
        }
    }
}
