namespace MediaNode.Tests.Samples;

/// <summary>How long a file is once it is sealed: the length that WhatsApp's limits hold for.</summary>
internal static class JudgeSealed
{
    /// <summary>AES-CBC always pads, by 1 to 16 bytes; ten bytes of authentication follow.</summary>
    public static long LengthOf(string path) => ((new FileInfo(path).Length / 16) + 1) * 16 + 10;
}
