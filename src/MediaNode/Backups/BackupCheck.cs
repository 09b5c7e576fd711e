namespace MediaNode.Backups;

/// <summary>Reads all of a backup, and tells what is wrong with it.</summary>
internal static class BackupCheck
{
    /// <exception cref="BackupRefusedException">The catalogue, the list or a key is not as it was written: this one cannot be restored at all.</exception>
    public static async Task<CheckReport> RunAsync(StoredBackup backup, IProgress<long>? progress, CancellationToken stopping)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await backup.CheckPartsAsync(stopping);
        var findings = new BackupFindings();
        var (files, bytes) = await backup.ReadFilesAsync(copyTo: null, (_, finding) => findings.Add(finding), progress, stopping);
        return new CheckReport(
            backup.Name, backup.Manifest.AsOf, backup.Manifest.Node, backup.Manifest.Media, files, bytes, backup.Manifest.Keys is not null, backup.Manifest.Missing,
            findings.Missing, findings.Damaged, findings.First, TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
    }
}

/// <summary>What is in a backup, and what is wrong with it.</summary>
/// <param name="Name">Which.</param>
/// <param name="AsOf">All that was acknowledged before is in it.</param>
/// <param name="Node">The version that made it.</param>
/// <param name="Media">That its catalogue offers.</param>
/// <param name="Files">That are right.</param>
/// <param name="Bytes">Of these.</param>
/// <param name="HasKeys">Whether it has what media keys are wrapped by.</param>
/// <param name="LackedWhenMade">Media whose files were missing or damaged when it was made.</param>
/// <param name="Missing">Files that are not there.</param>
/// <param name="Damaged">Files that are not what was kept.</param>
/// <param name="First">The first of these.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record CheckReport(
    string Name, DateTimeOffset AsOf, string Node, long Media, long Files, long Bytes, bool HasKeys, long LackedWhenMade, long Missing, long Damaged,
    IReadOnlyList<BackupFinding> First, double Seconds);
