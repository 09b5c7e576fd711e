namespace MediaNode.Links;

/// <summary>One fetch.</summary>
/// <param name="Url">As the business wrote it.</param>
/// <param name="Credentials">Those of the provider it named; null for none.</param>
/// <param name="ETag">Of what is there from an earlier fetch, as the origin wrote it; null when it gave none.</param>
/// <param name="LastModified">The same.</param>
internal sealed record LinkRequest(string Url, LinkCredentials? Credentials, string? ETag, string? LastModified)
{
    // A link may be signed, and then whoever reads it may fetch it.
    public override string ToString() => nameof(LinkRequest);
}

/// <summary>What shows an origin that we may have it. Never in a text.</summary>
internal abstract record LinkCredentials
{
    private LinkCredentials()
    {
    }

    public sealed override string ToString() => nameof(LinkCredentials);

    /// <summary>RFC 7617.</summary>
    public sealed record Basic(string Username, string Password) : LinkCredentials;

    /// <summary>RFC 6750.</summary>
    public sealed record Bearer(string Token) : LinkCredentials;
}
