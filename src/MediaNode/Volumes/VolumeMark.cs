namespace MediaNode.Volumes;

/// <summary>A watermark: what is below it is too little.</summary>
/// <param name="Bytes">Free bytes.</param>
/// <param name="Inodes">Free inodes; the same share of all as of the bytes.</param>
internal readonly record struct VolumeMark(long Bytes, long Inodes)
{
    /// <summary>Whether the room is at the mark or below it.</summary>
    public bool IsReachedBy(VolumeSpace space) => space.Free <= Bytes || LacksInodes(space);

    /// <summary>Whether inodes, and not bytes, are too few.</summary>
    public bool LacksInodes(VolumeSpace space) => space.Inodes > 0 && space.FreeInodes <= Inodes;

    /// <summary>A quarter above: only there is a state left that this mark began, so that it does not flap.</summary>
    public VolumeMark Above => new(Bytes + (Bytes / 4), Inodes + ((Inodes + 3) / 4));
}
