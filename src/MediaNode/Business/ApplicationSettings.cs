namespace MediaNode.Business;

/// <summary>What the business set by <c>/v1/settings/application</c>, as far as the node goes by it. The rest is kept and given back.</summary>
internal sealed record ApplicationSettings
{
    public static readonly ApplicationSettings Default = new();

    /// <summary>Where webhooks go; null for nowhere.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>The most requests that are under way to it.</summary>
    public int MaxConcurrentRequests { get; init; } = 6;

    /// <summary>Whether a webhook is kept until it is acknowledged; otherwise it is tried once.</summary>
    public bool CallbackPersist { get; init; } = true;

    /// <summary>By how much the wait before the next attempt grows with each: 3 s, 6 s, 9 s …</summary>
    public TimeSpan BackoffStep { get; init; } = TimeSpan.FromMilliseconds(3000);

    /// <summary>The longest such wait.</summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromMilliseconds(900_000);

    /// <summary>Whether the business wants to hear of messages that were sent.</summary>
    public bool TellSent { get; init; }

    public bool TellDelivered { get; init; } = true;

    public bool TellRead { get; init; } = true;

    /// <summary>Whether media that were unused for thirty days go by themselves.</summary>
    public bool CollectMedia { get; init; }

    /// <summary>Whether old messages do.</summary>
    public bool CollectMessages { get; init; } = true;

    /// <summary>The kinds of users' media that are fetched without being asked for.</summary>
    public KindSet AutoDownload { get; init; } = KindSet.All;
}

/// <summary>The present settings of the application.</summary>
internal interface IApplicationSettings
{
    ApplicationSettings Current { get; }

    /// <summary>Raised after they changed, in the thread of whoever changed them.</summary>
    event Action? Changed;

    /// <summary>The CA certificates that the receiver of webhooks may be certified by, PEM; null for the system's.</summary>
    string? WebhookCa { get; }
}
