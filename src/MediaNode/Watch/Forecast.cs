using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Watch;

/// <summary>How fast the volume fills, from the readings of the last days: the line with the least squares.</summary>
/// <param name="BytesADay">Free bytes gained a day; negative while it fills.</param>
/// <param name="InodesADay">The same of inodes.</param>
internal readonly record struct Forecast(double BytesADay, double InodesADay)
{
    public static readonly TimeSpan Span = TimeSpan.FromDays(7);

    // Of less, a single afternoon would be taken for the rule.
    private const int Fewest = 6;
    private const int Sameness = 50;
    private const double MostDays = 3650;

    /// <param name="samples">The oldest first.</param>
    /// <returns>Null while there are too few.</returns>
    public static Forecast? Of(IReadOnlyList<VolumeSample> samples)
    {
        // Another size is another volume, or an enlarged one: what was before tells nothing. A file system that shares its disk with others, such as
        // ZFS, has a slightly other size each time.
        var same = samples.Reverse().TakeWhile(sample => Math.Abs(sample.Total - samples[^1].Total) <= samples[^1].Total / Sameness).ToList();
        return same.Count < Fewest ? null : new Forecast(Slope(same, sample => sample.Free), Slope(same, sample => sample.FreeInodes));
    }

    /// <returns>Days until the mark where nothing is written any more; null when it does not fill within ten years.</returns>
    public double? DaysToFull(VolumeSpace space)
    {
        var days = Math.Min(Days(space.Free - space.Marks.Stop.Bytes, BytesADay), space.Inodes > 0 ? Days(space.FreeInodes - space.Marks.Stop.Inodes, InodesADay) : double.MaxValue);
        return days <= MostDays ? Math.Round(days, 1) : null;
    }

    private static double Days(long room, double aDay) => room <= 0 ? 0 : aDay < 0 ? room / -aDay : double.MaxValue;

    private static double Slope(List<VolumeSample> samples, Func<VolumeSample, long> value)
    {
        var (middleTime, middle) = (samples.Average(sample => (double)sample.At), samples.Average(sample => (double)value(sample)));
        var spread = samples.Sum(sample => (sample.At - middleTime) * (sample.At - middleTime));
        return spread == 0 ? 0 : samples.Sum(sample => (sample.At - middleTime) * (value(sample) - middle)) / spread * TimeSpan.FromDays(1).TotalMilliseconds;
    }
}
