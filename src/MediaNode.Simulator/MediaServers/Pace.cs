using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Faults;

namespace MediaNode.Simulator.MediaServers;

/// <summary>How bytes drip under the fault <c>slow</c>: ten times a second, or a byte at a time when that is slower.</summary>
internal sealed class Pace(Fault fault)
{
    private const int StepsPerSecond = 10;

    private readonly int _bytesPerSecond = fault.BytesPerSecond ?? StepsPerSecond;

    /// <summary>The most bytes of one step.</summary>
    public int Step => Math.Max(1, _bytesPerSecond / StepsPerSecond);

    /// <summary>Waits as long as so many bytes take. By the machine's time: a turn of the clock makes no network faster.</summary>
    public Task WaitAsync(long bytes, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds((double)bytes / _bytesPerSecond), TurnableClock.Machine, cancellationToken);
}
