namespace MediaNode.Volumes;

/// <summary>The watermarks of one volume. Each is at or above the one after it; all zero where nobody set any.</summary>
/// <param name="Warn">Operators are told.</param>
/// <param name="Degrade">Uploads are refused.</param>
/// <param name="Wait">Links and users' media wait: half way between its neighbours.</param>
/// <param name="Stop">Nothing is written that is not needed to read, to delete and to record.</param>
internal readonly record struct VolumeMarks(VolumeMark Warn, VolumeMark Degrade, VolumeMark Wait, VolumeMark Stop)
{
    /// <param name="options">The settings.</param>
    /// <param name="reserve">Bytes that media never take: nothing may be written below them.</param>
    /// <param name="total">Bytes of the volume.</param>
    /// <param name="inodes">Its inodes; 0 where the file system does not count them.</param>
    public static VolumeMarks Of(WatchOptions options, long reserve, long total, long inodes)
    {
        // Of a small volume small parts, as of the reserve: fixed sizes would leave a 50 MB disk nothing for media.
        var stop = Math.Max(options.Stop.Of(total, atMost: total / 20), reserve);
        var degrade = Math.Max(options.Degrade.Of(total, atMost: total / 10), stop);
        var warn = Math.Max(options.Warn.Of(total, atMost: total / 5), degrade);
        return new VolumeMarks(Mark(warn), Mark(degrade), Mark(stop + ((degrade - stop) / 2)), Mark(stop));

        VolumeMark Mark(long bytes) => new(bytes, total == 0 ? 0 : (long)Math.Ceiling((double)bytes / total * inodes));
    }
}
