using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Formats.Sealing;

namespace MediaNode.Tests.Formats.Sealing;

/// <summary>What other implementations made of known keys and bytes, as written down in the folder of this name.</summary>
internal static class Vectors
{
    /// <summary>The fields of each line but those that begin with #. A dash stands for nothing.</summary>
    public static IEnumerable<string[]> Lines(string name) =>
        from line in File.ReadLines(Repository.File("tests", "MediaNode.Tests", "Formats", "Sealing", "Vectors", name))
        where !line.StartsWith('#')
        select line.Split(' ').Select(column => column is "-" ? "" : column).ToArray();

    public static string Spaced(string column) => column.Replace('_', ' ');

    /// <summary>A stream of bytes that a seed brings back anywhere: SHA-256 over the seed and a count, again and again.</summary>
    public static byte[] Stream(string seed, int length)
    {
        var start = Encoding.ASCII.GetBytes(seed);
        var block = new byte[start.Length + 8];
        start.CopyTo(block, 0);
        var bytes = new byte[((length / 32) + 1) * 32];
        for (var i = 0; i < bytes.Length / 32; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(start.Length), i);
            SHA256.HashData(block, bytes.AsSpan(i * 32));
        }

        return bytes[..length];
    }
}

/// <summary>One media that others have sealed.</summary>
internal sealed record SealVector(
    SealingPurpose Purpose, MediaKey Key, byte[] Plain, byte[] PlainDigest, byte[] SealedDigest,
    long SealedLength, byte[] Mac, byte[] Sidecar)
{
    // WhatsApp makes sidecars for sound and video alone; these vectors have one for whatever was sealed.
    public static IReadOnlyList<SealVector> All { get; } =
    [
        .. from column in Vectors.Lines("seals.txt")
           let length = int.Parse(column[3], CultureInfo.InvariantCulture)
           select new SealVector(
               new SealingPurpose(Vectors.Spaced(column[0]), HasSidecar: true),
               MediaKey.From(Convert.FromBase64String(column[1])),
               column[2].StartsWith("b64:", StringComparison.Ordinal)
                   ? Convert.FromBase64String(column[2][4..])
                   : Vectors.Stream(Vectors.Spaced(column[2][4..]), length),
               Convert.FromBase64String(column[4]),
               Convert.FromBase64String(column[5]),
               long.Parse(column[6], CultureInfo.InvariantCulture),
               Convert.FromBase64String(column[7]),
               Convert.FromBase64String(column[8])),
    ];
}
