using System.Globalization;

namespace MediaNode.Cli.Doctor;

/// <summary>Whether the disk takes what it is told to keep, and how long that takes: every acknowledged upload waits for it.</summary>
internal static class SyncCheck
{
    private const string Name = "write and fsync";
    private const int Rounds = 20; // Enough for a median that one hiccup does not move.
    private const int PieceBytes = 16 << 10; // A small picture.

    private static readonly TimeSpan _slow = TimeSpan.FromMilliseconds(50); // A spinning disk needs 10 to 20.

    public static Finding Measure(FileStream file, TimeProvider clock, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        var times = new TimeSpan[Rounds];
        try
        {
            for (var i = 0; i < Rounds; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var start = clock.GetTimestamp();
                file.Write(piece);
                file.Flush(flushToDisk: true);
                times[i] = clock.GetElapsedTime(start);
            }
        }
        catch (IOException failure)
        {
            return Finding.Failed(Name, failure.Message, "This place cannot promise to keep anything: choose another with --data.");
        }

        Array.Sort(times);
        return Judge((times[(Rounds / 2) - 1] + times[Rounds / 2]) / 2);
    }

    public static Finding Judge(TimeSpan median)
    {
        var detail = string.Create(CultureInfo.InvariantCulture, $"16 KiB in {median.TotalMilliseconds:0.00} ms (median of {Rounds})");
        return median > _slow
            ? Finding.Warning(Name, detail, "Slow: every upload waits for this at least once.")
            : Finding.Ok(Name, detail);
    }
}
