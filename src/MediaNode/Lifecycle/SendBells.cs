namespace MediaNode.Lifecycle;

/// <summary>What the stages of sending wake each other with.</summary>
internal sealed class SendBells
{
    /// <summary>A message waits for its media.</summary>
    public Doorbell Waiting { get; } = new();

    /// <summary>A message waits for its link.</summary>
    public Doorbell Links { get; } = new();

    /// <summary>A message may be sent.</summary>
    public Doorbell Ready { get; } = new();
}
