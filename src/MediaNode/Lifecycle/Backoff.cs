namespace MediaNode.Lifecycle;

/// <summary>How long to wait after so many failures: doubled each time, up to a bound.</summary>
internal static class Backoff
{
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(1);

    /// <summary>An upstream that was away is tried at least this often.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="asked">What the other side asked for; it is obeyed, within an hour.</param>
    public static TimeSpan After(int failures, TimeSpan? asked = null)
    {
        if (asked is { } wish)
        {
            return wish > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : wish;
        }

        var wait = _first * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        return wait > Longest ? Longest : wait;
    }
}
