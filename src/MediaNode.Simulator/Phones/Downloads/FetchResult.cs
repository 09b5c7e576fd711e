namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>Everything that can come of fetching sealed bytes.</summary>
internal abstract record FetchResult
{
    private FetchResult()
    {
    }

    /// <summary>All bytes are in the spool.</summary>
    public sealed record Fetched : FetchResult;

    /// <summary>They are not on the servers any more.</summary>
    /// <param name="Expired">The server knew them: no other has them either.</param>
    public sealed record Gone(bool Expired) : FetchResult;

    /// <summary>The server will not give them, and asking again is of no use.</summary>
    public sealed record Refused(string Problem) : FetchResult;

    /// <summary>Something went wrong that may go well another time.</summary>
    /// <param name="Problem">What.</param>
    /// <param name="After">How long the server wants to be left alone.</param>
    public sealed record Failed(string Problem, TimeSpan? After = null) : FetchResult;
}
