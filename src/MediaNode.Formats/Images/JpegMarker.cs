namespace MediaNode.Formats.Images;

/// <summary>The second byte of a JPEG marker (ITU-T T.81 table B.1), and what is known by it.</summary>
internal static class JpegMarker
{
    public const int StartOfImage = 0xD8;
    public const int EndOfImage = 0xD9;
    public const int StartOfScan = 0xDA;
    public const int QuantizationTables = 0xDB;
    public const int Exif = 0xE1;
    public const int Progressive = 0xC2;
    private const int Profile = 0xE2;
    private const int Adobe = 0xEE;
    private const int Comment = 0xFE;

    /// <summary>How an ICC profile begins in APP2 (ICC.1 annex B.4).</summary>
    public static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    /// <summary>Whether the marker stands alone, without a length: TEM, RSTn, SOI.</summary>
    public static bool StandsAlone(int marker) => marker is 0x01 or (>= 0xD0 and <= StartOfImage);

    /// <summary>Whether this is a frame header: SOFn, but not DHT, JPG and DAC, which stand between them.</summary>
    public static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    public static bool IsProfile(int marker, ReadOnlySpan<byte> body) => marker == Profile && body.StartsWith(ProfileName);

    /// <summary>
    /// Whether a decoder needs nothing of the segment to show the picture: comments, and application segments other than
    /// JFIF (APP0), an ICC profile (in APP2) and Adobe's (APP14), which tells how the colours are stored.
    /// </summary>
    public static bool IsMetadata(int marker, ReadOnlySpan<byte> body) =>
        marker == Comment || (marker is > 0xE0 and <= 0xEF and not Adobe && !IsProfile(marker, body));
}
