namespace MediaNode.Backups;

/// <summary>A backup that is complete.</summary>
/// <param name="Directory">Where it is.</param>
/// <param name="Name">Its name there.</param>
/// <param name="AsOf">All that was acknowledged before is in it.</param>
/// <param name="Media">That are offered.</param>
/// <param name="Files">Of media, renditions, thumbnails.</param>
/// <param name="Bytes">Of these.</param>
/// <param name="Copied">Files that no earlier backup had.</param>
/// <param name="CopiedBytes">Of these.</param>
/// <param name="WaitingMessages">That wait to be sent in it.</param>
/// <param name="WaitingWebhooks">Events that nobody acknowledged.</param>
/// <param name="Missing">Media without a file.</param>
/// <param name="Damaged">Media whose file is not what was stored.</param>
/// <param name="Renditions">Renditions that are left out and made again.</param>
/// <param name="First">The first of what was found.</param>
/// <param name="RemovedBackups">Earlier ones, of which there were enough.</param>
/// <param name="RemovedFiles">That no backup has any more.</param>
/// <param name="Fault">Why not all went that was to go; null when it did.</param>
/// <param name="Seconds">How long the files took.</param>
internal sealed record BackupReport(
    string Directory, string Name, DateTimeOffset AsOf, long Media, long Files, long Bytes, long Copied, long CopiedBytes, long WaitingMessages, long WaitingWebhooks,
    long Missing, long Damaged, long Renditions, IReadOnlyList<BackupFinding> First, long RemovedBackups, long RemovedFiles, string? Fault, double Seconds);
