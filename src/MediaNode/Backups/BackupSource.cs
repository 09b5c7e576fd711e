namespace MediaNode.Backups;

/// <summary>What is backed up, and restored: where it is.</summary>
/// <param name="Directory">The data directory.</param>
/// <param name="Catalogue">The catalogue's file.</param>
/// <param name="Media">The volume's directory.</param>
/// <param name="Keys">The directory of what media keys are wrapped by.</param>
internal sealed record BackupSource(string Directory, string Catalogue, string Media, string Keys);
