namespace MediaNode.Formats.Sound;

/// <summary>How long something plays, from a count of units. A header may claim anything; more than a year is no answer.</summary>
internal static class PlayTime
{
    private static readonly double _longest = TimeSpan.FromDays(366).TotalSeconds;

    /// <returns>The time, or null when there is none to tell.</returns>
    public static TimeSpan? Of(double units, double perSecond)
    {
        var seconds = units / perSecond;
        return perSecond > 0 && seconds >= 0 && seconds <= _longest ? TimeSpan.FromSeconds(seconds) : null;
    }
}
