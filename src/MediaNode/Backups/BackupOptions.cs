namespace MediaNode.Backups;

/// <summary>How a backup is made.</summary>
/// <param name="Keep">How many complete ones stay, this one included.</param>
/// <param name="BytesPerSecond">Of reading; zero for as fast as it goes.</param>
/// <param name="WithoutKeys">Whether what media keys are wrapped by stays behind.</param>
internal sealed record BackupOptions(int Keep, long BytesPerSecond, bool WithoutKeys);
