using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>A request is refused; the message is for whoever sent it: what was found, and what would be accepted.</summary>
internal sealed class RefusedException(int status, string words) : Exception(words)
{
    /// <summary>The request is wrong in itself: 400.</summary>
    public RefusedException(string words)
        : this(StatusCodes.Status400BadRequest, words)
    {
    }

    public int Status { get; } = status;
}
