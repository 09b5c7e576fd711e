using MediaNode.Problems;

namespace MediaNode.Uploads;

/// <summary>Everything that can come of a body that a client sends. What our own disk does wrong is thrown.</summary>
internal abstract record ReceiveResult
{
    private ReceiveResult()
    {
    }

    /// <param name="Length">Bytes.</param>
    /// <param name="Digest">SHA-256.</param>
    public sealed record Received(long Length, byte[] Digest) : ReceiveResult;

    public sealed record Refused(Refusal Refusal) : ReceiveResult;
}
