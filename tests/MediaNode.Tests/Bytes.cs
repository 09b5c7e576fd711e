namespace MediaNode.Tests;

/// <summary>Media to upload: bytes that no two calls share and that a seed brings back.</summary>
internal static class Bytes
{
    public static byte[] Random(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
