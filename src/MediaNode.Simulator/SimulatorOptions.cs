namespace MediaNode.Simulator;

/// <summary>Where the simulator listens and where it keeps its state.</summary>
/// <param name="Urls">One or more addresses, separated by semicolons; port 0 takes a free one.</param>
/// <param name="Data">The directory of its state; made when missing.</param>
public sealed record SimulatorOptions(string Urls, string Data);
