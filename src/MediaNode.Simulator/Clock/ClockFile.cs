using System.Globalization;

namespace MediaNode.Simulator.Clock;

/// <summary>Where the clock's turn is kept over a restart: a file with the number of ticks that it is ahead.</summary>
internal sealed class ClockFile(string path)
{
    public TimeSpan Read() => File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var ticks)
        ? TimeSpan.FromTicks(ticks)
        : TimeSpan.Zero;

    /// <summary>Written aside and renamed, so that a crash leaves the old turn or the new one.</summary>
    public void Write(TimeSpan ahead)
    {
        var aside = path + ".new";
        File.WriteAllText(aside, ahead.Ticks.ToString(CultureInfo.InvariantCulture));
        File.Move(aside, path, overwrite: true);
    }
}
