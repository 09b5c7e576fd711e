using MediaNode.Volumes;

namespace MediaNode.Watch;

/// <summary>Which state a reading means.</summary>
internal static class Judging
{
    /// <summary>A state is entered at its mark, and left for a better one only well above it.</summary>
    /// <param name="space">The reading.</param>
    /// <param name="was">The state so far.</param>
    public static VolumeState Judge(VolumeSpace space, VolumeState was)
    {
        // What was failing is judged anew: how full it was before nobody knows.
        return Holds(VolumeState.Full, space.Marks.Stop) || space.Usable == 0 ? VolumeState.Full
            : Holds(VolumeState.Degraded, space.Marks.Degrade) ? VolumeState.Degraded
            : Holds(VolumeState.Warn, space.Marks.Warn) ? VolumeState.Warn
            : VolumeState.Ok;

        bool Holds(VolumeState state, VolumeMark mark) =>
            (was >= state && was != VolumeState.Failing ? mark.Above : mark).IsReachedBy(space);
    }

    /// <returns>One public sentence or two: what is scarce and what that means; null for <see cref="VolumeState.Ok"/>.</returns>
    public static string? Words(VolumeSpace space, VolumeState state) => state switch
    {
        VolumeState.Full => $"{Room(space, space.Marks.Stop)} Uploads are refused, links and media of users wait, and nothing is made ready to be sent.",
        VolumeState.Degraded => $"{Room(space, space.Marks.Degrade)} Uploads are refused"
            + (space.RoomFor(VolumeUse.Fetch) == 0 ? ", and links and media of users wait." : "; links and media of users are still fetched."),
        VolumeState.Warn => $"{Room(space, space.Marks.Warn)} Everything still works.",
        _ => null,
    };

    private static string Room(VolumeSpace space, VolumeMark mark) => mark.Above.LacksInodes(space)
        ? $"The media volume has {space.FreeInodes} of {space.Inodes} inodes left."
        : $"The media volume has {space.Free} of {space.Total} bytes left.";
}
