using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MediaNode.Downloads;

/// <summary>Closes on a client that takes nothing of its body for too long, so that it cannot hold a file and a buffer.</summary>
/// <remarks>
/// It replaces Kestrel's least rate, which is no help here: it allows the first block 18 minutes (its bytes at 240 a second), and
/// 5 seconds to each one after them.
/// </remarks>
internal sealed class StallGuard : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;

    public StallGuard(HttpContext context, TimeSpan timeout, TimeProvider clock)
    {
        _timeout = timeout;
        _timer = clock.CreateTimer(
            static state => ((HttpContext)state!).Abort(), context, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>The client has to take something from now on.</summary>
    public void Start() => _timer.Change(_timeout, Timeout.InfiniteTimeSpan);

    /// <summary>It did.</summary>
    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
