namespace MediaNode.Simulator.Faults;

/// <summary>Which faults are to happen, and how often yet; kept on disk.</summary>
internal sealed class FaultBook
{
    private readonly IReadOnlyList<Fault> _faults = [];

    /// <summary>What goes wrong here and now; each that is given out counts as happened.</summary>
    /// <param name="point">Where.</param>
    /// <param name="host">At which media server, when it is at one.</param>
    public IReadOnlyList<Fault> Take(FaultPoint point, string? host = null)
    {
        _ = (point, host);
        return _faults;
    }
}
