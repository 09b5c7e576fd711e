using System.Globalization;

namespace MediaNode.Hosting;

/// <summary>A note in the data directory of when it was backed up last, and whereto: written by the verb, for the doctor and for metrics.</summary>
/// <param name="AsOf">As of when.</param>
/// <param name="Place">The backup's directory.</param>
internal sealed record BackupNote(DateTimeOffset AsOf, string Place)
{
    private const string Name = "last-backup";

    /// <returns>The note; null when there is none.</returns>
    public static BackupNote? Read(DataPaths data)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(data.Path, Name)) is [var time, var place, ..]
                && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var asOf)
                ? new BackupNote(asOf, place)
                : null;
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written: the disk is full, say.</exception>
    public void Write(DataPaths data)
    {
        var path = Path.Combine(data.Path, Name);
        File.WriteAllText(path + ".new", $"{AsOf.ToString("O", CultureInfo.InvariantCulture)}\n{Place}\n");
        File.Move(path + ".new", path, overwrite: true);
    }
}
