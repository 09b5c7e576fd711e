using MediaNode.Hosting;

namespace MediaNode.Cli.Doctor;

/// <summary>Whether a data directory was backed up lately.</summary>
internal static class BackupCheck
{
    private const string Name = "backup";

    // Whoever backs up once a month notices one that did not happen.
    private static readonly TimeSpan _longAgo = TimeSpan.FromDays(31);

    /// <returns>Null where there is nothing to back up yet.</returns>
    public static Finding? Of(DataPaths data, DateTimeOffset now)
    {
        const string advice = "docs/backups.md: medianode backup DEST, every night.";
        if (!File.Exists(data.Catalogue))
        {
            return null;
        }

        return BackupNote.Read(data) is not { } note ? Finding.Warning(Name, "none was made by medianode backup", advice)
            : now - note.AsOf > _longAgo ? Finding.Warning(Name, $"the last is {(now - note.AsOf).Days} days old: {note.Place}", advice)
            : Finding.Ok(Name, $"{note.AsOf.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {note.Place}");
    }
}
