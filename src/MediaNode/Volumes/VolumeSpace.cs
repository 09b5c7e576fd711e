namespace MediaNode.Volumes;

/// <summary>The room on a volume, in bytes.</summary>
/// <param name="Total">The size of the file system.</param>
/// <param name="Free">What an unprivileged process may still write.</param>
/// <param name="Usable">What media may still take: <paramref name="Free"/> less the reserve.</param>
internal readonly record struct VolumeSpace(long Total, long Free, long Usable)
{
    /// <summary>All inodes; 0 where the file system has as many as it needs.</summary>
    public long Inodes { get; init; }

    public long FreeInodes { get; init; }

    public VolumeMarks Marks { get; init; }

    /// <summary>Bytes that may still be taken for this; 0 when it is to be refused, or to wait, whatever its size.</summary>
    /// <remarks>One that said its length before may end below its own mark, but not below the mark of the next use.</remarks>
    public long RoomFor(VolumeUse use)
    {
        var next = use switch
        {
            VolumeUse.Upload => Marks.Wait.Bytes,
            VolumeUse.Fetch => Marks.Stop.Bytes,
            _ => 0,
        };
        return MarkOf(use).IsReachedBy(this) ? 0 : Math.Max(0, Math.Min(Usable, Free - next));
    }

    /// <summary>Whether it is inodes that this lacks.</summary>
    public bool LacksInodesFor(VolumeUse use) => MarkOf(use).LacksInodes(this);

    /// <summary>Why there is no room for this, in a public sentence: which of the two is scarce, how much there is, and where it ends.</summary>
    public string WhyNoneFor(VolumeUse use)
    {
        var (what, mark) = (use switch
        {
            VolumeUse.Upload => "uploads are refused",
            VolumeUse.Fetch => "links and media of users wait",
            _ => "nothing is made ready to be sent",
        }, MarkOf(use));
        return mark.LacksInodes(this)
            ? $"The media volume has {FreeInodes} of {Inodes} inodes left; from {mark.Inodes} on {what}."
            : $"The media volume has {Free} bytes left; from {mark.Bytes} on {what}.";
    }

    private VolumeMark MarkOf(VolumeUse use) => use switch
    {
        VolumeUse.Upload => Marks.Degrade,
        VolumeUse.Fetch => Marks.Wait,
        _ => Marks.Stop,
    };
}
