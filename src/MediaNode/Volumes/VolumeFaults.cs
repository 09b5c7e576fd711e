using MediaNode.Problems;

namespace MediaNode.Volumes;

/// <summary>What went wrong on the volume, told apart once.</summary>
internal static class VolumeFaults
{
    /// <summary>Whether the failure means "no room": no space, no inode, or a quota reached.</summary>
    public static bool MeansFull(this IOException failure) => failure.HResult is Posix.Error.NoSpace or Posix.Error.QuotaExceeded;

    /// <returns>What the client is told; the cause itself is for the log.</returns>
    public static Refusal ToRefusal(this IOException failure) => failure.MeansFull()
        ? Problem.VolumeFull.Because("The media volume has no room left for this file. Nothing of it was kept.")
        : Problem.VolumeFailed.Because(failure.HResult == Posix.Error.ReadOnlyFileSystem
            ? "The media volume is mounted read-only. Nothing was kept."
            : "The media volume could not be read or written. Nothing was kept.");
}
