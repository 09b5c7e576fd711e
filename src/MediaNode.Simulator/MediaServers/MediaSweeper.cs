using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNode.Simulator.MediaServers;

/// <summary>Sweeps at the start and every hour by the simulator's clock, so also when it is turned.</summary>
internal sealed partial class MediaSweeper(MediaStore store, TimeProvider clock, ILogger<MediaSweeper> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromHours(1);

    private readonly Lock _sweeping = new();
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.SweepLost();
        store.Sweep();
        _timer = clock.CreateTimer(_ => Sweep(), null, _every, _every);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        lock (_sweeping)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Sweep()
    {
        lock (_sweeping)
        {
            if (_timer is null)
            {
                return;
            }

            try
            {
                store.Sweep();
            }
            catch (Exception failed)
            {
                // Nobody is above a timer: an exception that leaves it ends the process.
                Failed(log, failed);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What has expired on the media servers could not be swept; tried again in an hour.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
