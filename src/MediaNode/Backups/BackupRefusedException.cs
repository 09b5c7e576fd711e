namespace MediaNode.Backups;

/// <summary>A backup, or a restore, cannot be made; why, in words for whoever asked.</summary>
internal sealed class BackupRefusedException(string message, Exception? cause = null) : IOException(message, cause);
