namespace MediaNode.Scanning;

/// <summary>The scanner cannot say. The message is what <see cref="ScanVerdict.None"/> tells.</summary>
internal sealed class NoVerdictException(string why) : Exception(why);
