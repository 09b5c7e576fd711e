namespace MediaNode.Simulator.Faults;

/// <summary>Where something can go wrong.</summary>
internal enum FaultPoint
{
    /// <summary>A request for hosts and auth.</summary>
    Connect,

    /// <summary>An upload, the check for one that exists included.</summary>
    Upload,

    /// <summary>A download by anyone.</summary>
    Download,

    /// <summary>The node hands messages over.</summary>
    Send,

    /// <summary>A receipt on its way to the node.</summary>
    Receipt,
}
