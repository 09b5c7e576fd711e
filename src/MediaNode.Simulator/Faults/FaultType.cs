namespace MediaNode.Simulator.Faults;

/// <summary>A type of fault: where it makes sense and which members it has beside <c>on</c>, <c>times</c> and <c>probability</c>.</summary>
/// <param name="Name">As <see cref="Fault.Type"/> has it.</param>
/// <param name="Points">Where it can happen; it happens at all of them when a fault names none.</param>
internal sealed record FaultType(string Name, params FaultPoint[] Points)
{
    public const string HostDown = "host-down";
    public const string Unauthorized = "unauthorized";
    public const string TooManyRequests = "too-many-requests";
    public const string Throttled = "throttled";
    public const string ServerError = "server-error";
    public const string Cut = "cut";
    public const string Slow = "slow";
    public const string WrongBytes = "wrong-bytes";
    public const string LostAnswer = "lost-answer";
    public const string LateReceipt = "late-receipt";
    public const string DuplicateReceipt = "duplicate-receipt";
    public const string Reject = "reject";

    public static readonly IReadOnlyList<FaultType> All =
    [
        new(HostDown, FaultPoint.Connect, FaultPoint.Upload, FaultPoint.Download, FaultPoint.Send) { IsInstead = true },
        new(Unauthorized, FaultPoint.Upload, FaultPoint.Download) { IsInstead = true },
        new(TooManyRequests, FaultPoint.Connect, FaultPoint.Upload, FaultPoint.Download, FaultPoint.Send)
        {
            IsInstead = true,
            Own = "retry_after",
        },
        new(Throttled, FaultPoint.Upload, FaultPoint.Download) { IsInstead = true },
        new(ServerError, FaultPoint.Connect, FaultPoint.Upload, FaultPoint.Download, FaultPoint.Send) { IsInstead = true },
        new(Cut, FaultPoint.Upload, FaultPoint.Download) { NeedsBody = true, Own = "at_byte" },
        new(Slow, FaultPoint.Upload, FaultPoint.Download) { NeedsBody = true, Own = "bytes_per_second" },
        new(WrongBytes, FaultPoint.Download) { NeedsBody = true },
        new(LostAnswer, FaultPoint.Upload, FaultPoint.Send) { NeedsBody = true },
        new(LateReceipt, FaultPoint.Receipt) { Own = "delay" },
        new(DuplicateReceipt, FaultPoint.Receipt),
        new(Reject, FaultPoint.Send) { Own = "code" },
    ];

    /// <summary>It happens instead of what was asked for, so nothing else can happen with it.</summary>
    public bool IsInstead { get; private init; }

    /// <summary>It befalls the bytes of a body; a request without one leaves it for the next.</summary>
    public bool NeedsBody { get; private init; }

    /// <summary>The member that only this type has.</summary>
    public string? Own { get; private init; }

    /// <summary>Whether it can happen at a media server, and so may name one.</summary>
    public bool IsAtHosts => Points.Contains(FaultPoint.Upload) || Points.Contains(FaultPoint.Download);

    public static FaultType? Find(string? name) => All.FirstOrDefault(type => type.Name == name?.Replace('_', '-'));
}
