using MediaNode.Volumes;

namespace MediaNode.Watch;

/// <summary>What the last look found.</summary>
/// <param name="State">How it is.</param>
/// <param name="Why">In words; null when all is well.</param>
/// <param name="Space">The room; that of the last reading that succeeded when it is failing.</param>
/// <param name="Since">When the state began.</param>
/// <param name="DaysToFull">Until <c>Watch:Stop</c> is reached, of bytes or inodes, whichever is sooner; null when it does not fill, or not within ten years.</param>
internal sealed record VolumeStanding(VolumeState State, string? Why, VolumeSpace Space, DateTimeOffset Since, double? DaysToFull)
{
    public string Word => State switch
    {
        VolumeState.Ok => "ok",
        VolumeState.Warn => "warn",
        VolumeState.Degraded => "degraded",
        VolumeState.Full => "full",
        _ => "failing",
    };

    /// <summary>What is refused or waits now, in the order in which it does.</summary>
    public IEnumerable<string> Held
    {
        get
        {
            (VolumeUse, string)[] uses = [(VolumeUse.Upload, "uploads"), (VolumeUse.Fetch, "fetching"), (VolumeUse.Send, "processing")];
            return uses.Where(use => State == VolumeState.Failing || Space.RoomFor(use.Item1) == 0).Select(use => use.Item2);
        }
    }
}
