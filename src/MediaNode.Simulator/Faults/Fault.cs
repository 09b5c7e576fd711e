namespace MediaNode.Simulator.Faults;

/// <summary>Something that goes wrong, as <c>PUT /sim/faults</c> names it.</summary>
internal sealed record Fault
{
    public const string OfNode = "node";
    public const string OfPhone = "phone";

    /// <summary>
    /// <c>host-down</c>, <c>unauthorized</c>, <c>too-many-requests</c>, <c>throttled</c> (507), <c>server-error</c> (500), <c>cut</c>, <c>slow</c>,
    /// <c>wrong-bytes</c>, <c>lost-answer</c>, <c>duplicate-receipt</c>, <c>late-receipt</c>, <c>reject</c>.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>Where; null for wherever the type makes sense.</summary>
    public FaultPoint? On { get; init; }

    /// <summary>The media server it happens at; null for all.</summary>
    public string? Host { get; init; }

    /// <summary>For downloads: whose media, <see cref="OfNode"/> or <see cref="OfPhone"/>; null for everybody's.</summary>
    public string? From { get; init; }

    /// <summary>For <c>cut</c>: after how many bytes the connection ends.</summary>
    public long? AtByte { get; init; }

    /// <summary>For <c>slow</c>: bytes a second.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>For <c>too-many-requests</c>: seconds of its Retry-After.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>For <c>late-receipt</c>: how much later, by the simulator's clock.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>For <c>reject</c>: the code of the error that a message gets.</summary>
    public int? Code { get; init; }

    /// <summary>How often it happens yet; null for as long as it is there.</summary>
    public int? Times { get; init; }

    /// <summary>How likely it is each time, from 0 to 1: drawn from the seed, so that a run can be repeated.</summary>
    public double Probability { get; init; } = 1;
}
