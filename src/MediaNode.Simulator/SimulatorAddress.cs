namespace MediaNode.Simulator;

/// <summary>Where the simulator can be reached: known once it listens. Phones and the addresses of the media servers need it.</summary>
internal sealed class SimulatorAddress
{
    private readonly TaskCompletionSource<Uri> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the simulator listens.</summary>
    public Task<Uri> Known => _known.Task;

    public void Set(Uri address) => _known.TrySetResult(address);
}
