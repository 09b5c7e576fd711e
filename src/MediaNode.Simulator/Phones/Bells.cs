namespace MediaNode.Simulator.Phones;

/// <summary>The bells of the simulator, by what has happened.</summary>
internal sealed class Bells
{
    /// <summary>An event was written for a node.</summary>
    public Bell Events { get; } = new();

    /// <summary>A receipt wants to go to a node.</summary>
    public Bell Receipts { get; } = new();

    /// <summary>A media wants to be downloaded.</summary>
    public Bell Downloads { get; } = new();

    /// <summary>A node wants a media of a phone once more, or a phone that was asked is online again.</summary>
    public Bell Resends { get; } = new();

    /// <summary>A download came to an end, or to a stop.</summary>
    public Bell Settled { get; } = new();
}
