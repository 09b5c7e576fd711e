namespace MediaNode.Catalog;

/// <summary>What somebody hears who wants to lodge a rendition.</summary>
internal abstract record DepositClaim
{
    private DepositClaim()
    {
    }

    /// <param name="Deposit">Go ahead, and finish under its revision.</param>
    /// <param name="MayHaveBegun">Whether somebody began to upload it and did not finish.</param>
    public sealed record Yours(Deposit Deposit, bool MayHaveBegun) : DepositClaim;

    /// <summary>Another is at it until then, unless it asks for longer.</summary>
    public sealed record Busy(DateTimeOffset Until) : DepositClaim;

    /// <summary>It failed, and is not to be tried yet.</summary>
    public sealed record TooEarly(Deposit Deposit) : DepositClaim;

    /// <summary>It is lodged, and will be for a while.</summary>
    public sealed record Settled(Deposit Deposit) : DepositClaim;

    /// <summary>The media is not there any more.</summary>
    public sealed record Gone : DepositClaim;
}
