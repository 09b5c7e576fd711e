namespace MediaNode.Backups;

/// <summary>How a backup is restored.</summary>
/// <param name="Salvage">Whether what is right is restored where something is wrong.</param>
/// <param name="FailWaiting">Whether messages that waited fail, and the business is told, instead of being sent.</param>
/// <param name="Rehearsal">Whether nobody outside is to hear of it: what waits goes, and the address of webhooks with it.</param>
/// <param name="Keys">A directory of keys in the place of the backup's own; null for those.</param>
internal sealed record RestoreOptions(bool Salvage, bool FailWaiting, bool Rehearsal, string? Keys);

/// <summary>A data directory that was restored.</summary>
/// <param name="Directory">Where it is.</param>
/// <param name="Name">From which backup.</param>
/// <param name="AsOf">As of when.</param>
/// <param name="Media">That its catalogue offers.</param>
/// <param name="Files">That were restored.</param>
/// <param name="Bytes">Of these.</param>
/// <param name="WaitingMessages">That will be sent when a node starts.</param>
/// <param name="FailedMessages">That waited and will not be.</param>
/// <param name="WaitingWebhooks">Events that will be told.</param>
/// <param name="Missing">Files that the backup lacked.</param>
/// <param name="Damaged">Files that were not what was kept.</param>
/// <param name="First">The first of these.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record RestoreReport(
    string Directory, string Name, DateTimeOffset AsOf, long Media, long Files, long Bytes, long WaitingMessages, long FailedMessages, long WaitingWebhooks,
    long Missing, long Damaged, IReadOnlyList<BackupFinding> First, double Seconds);
