namespace MediaNode.Formats.Images;

/// <summary>The chunks of a PNG (ISO/IEC 15948 §11), by what they are to us.</summary>
internal static class PngChunk
{
    /// <summary>Length and type before the data, checksum behind.</summary>
    public const int HeaderLength = 8;

    public const int Overhead = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether these four bytes can be a type: letters only.</summary>
    public static bool IsType(ReadOnlySpan<byte> type)
    {
        foreach (var letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a decoder needs nothing of the chunk to show the picture: text, EXIF, time, and whatever an application put there.
    /// What is kept is named, so that a new kind of metadata is not kept by mistake; a capital first letter says critical.
    /// </summary>
    public static bool IsMetadata(ReadOnlySpan<byte> type) =>
        (type[0] & 0x20) != 0 &&
        !(type.SequenceEqual("tRNS"u8) || type.SequenceEqual("cHRM"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("iCCP"u8) ||
          type.SequenceEqual("sBIT"u8) || type.SequenceEqual("sRGB"u8) || type.SequenceEqual("cICP"u8) || type.SequenceEqual("mDCV"u8) ||
          type.SequenceEqual("cLLI"u8) || type.SequenceEqual("bKGD"u8) || type.SequenceEqual("pHYs"u8) || type.SequenceEqual("hIST"u8) ||
          type.SequenceEqual("sPLT"u8) || type.SequenceEqual("acTL"u8) || type.SequenceEqual("fcTL"u8) || type.SequenceEqual("fdAT"u8));
}
