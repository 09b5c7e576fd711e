namespace MediaNode.Simulator.Wire;

/// <summary>A request is refused; the message is for whoever sent it: what was found, and what would be accepted.</summary>
internal class RefusedException(int status, string words) : Exception(words)
{
    public int Status { get; } = status;
}
