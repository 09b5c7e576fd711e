namespace MediaNode.Formats.Video;

/// <summary>What ffmpeg calls the codecs that MP4 names: entries as registered at mp4ra.org and in the QTFF.</summary>
internal static class Mp4Codecs
{
    private const string Unknown = "unknown";

    public static string OfPicture(string entry) => entry switch
    {
        "avc1" or "avc2" or "avc3" or "avc4" => "h264",
        "hvc1" or "hev1" or "dvh1" or "dvhe" => "hevc",
        "s263" or "h263" or "H263" => "h263",
        "vp08" => "vp8",
        "vp09" => "vp9",
        "av01" => "av1",
        "jpeg" or "mjpa" => "mjpeg",
        "mjpb" => "mjpegb",
        "png " => "png",
        "apch" or "apcn" or "apcs" or "apco" or "ap4h" or "ap4x" => "prores",
        _ => Unknown,
    };

    public static string OfSound(string entry, int bits) => entry switch
    {
        "samr" => "amr_nb",
        "sawb" => "amr_wb",
        "Opus" => "opus",
        "alac" => "alac",
        "ac-3" => "ac3",
        "ec-3" => "eac3",
        "fLaC" => "flac",
        ".mp3" or "ms?U" => "mp3",
        "sowt" when bits == 16 => "pcm_s16le",
        "twos" when bits == 16 => "pcm_s16be",
        "ulaw" => "pcm_mulaw",
        "alaw" => "pcm_alaw",
        "ima4" => "adpcm_ima_qt",
        _ => Unknown,
    };

    public static string OfText(string entry) => entry switch
    {
        "tx3g" or "text" => "mov_text",
        "wvtt" => "webvtt",
        "jpeg" => "mjpeg",
        "png " => "png",
        _ => Unknown,
    };

    /// <summary>The objectTypeIndication: ISO/IEC 14496-1 §7.2.6.6 table 5, and what is registered beyond.</summary>
    public static string OfObjectType(int type) => type switch
    {
        0x20 => "mpeg4",
        0x21 => "h264",
        0x23 => "hevc",
        0x40 or 0x66 or 0x67 or 0x68 => "aac",
        >= 0x60 and <= 0x65 => "mpeg2video",
        0x69 or 0x6b => "mp3",
        0x6a => "mpeg1video",
        0x6c => "mjpeg",
        0x6d => "png",
        0xa5 => "ac3",
        0xa6 => "eac3",
        0xa9 => "dts",
        0xad => "opus",
        0xdd => "vorbis",
        _ => Unknown,
    };

    /// <summary>ISO/IEC 14496-15 §5.3.3.1 with the profiles of H.264 annex A.</summary>
    /// <param name="record">The decoder configuration record, from its version on.</param>
    public static string? ProfileOfAvc(ReadOnlySpan<byte> record) => record is not [1, var profile, var constraints, ..] ? null
        : profile switch
        {
            66 => (constraints & 0x40) != 0 ? "Constrained Baseline" : "Baseline",
            77 => "Main",
            88 => "Extended",
            100 => "High",
            110 => (constraints & 0x10) != 0 ? "High 10 Intra" : "High 10",
            122 => (constraints & 0x10) != 0 ? "High 4:2:2 Intra" : "High 4:2:2",
            244 => (constraints & 0x10) != 0 ? "High 4:4:4 Intra" : "High 4:4:4 Predictive",
            _ => null,
        };

    /// <summary>ISO/IEC 14496-15 §8.3.3.1 with the profiles of H.265 annex A.</summary>
    /// <param name="record">The decoder configuration record, from its version on.</param>
    public static string? ProfileOfHevc(ReadOnlySpan<byte> record) => record is not [1, var profile, ..] ? null
        : (profile & 0x1f) switch
        {
            1 => "Main",
            2 => "Main 10",
            3 => "Main Still Picture",
            4 => "Rext",
            _ => null,
        };

    /// <summary>ETSI TS 102 366 annex F.4: acmod and lfeon.</summary>
    /// <param name="modes">The second byte of <c>dac3</c>.</param>
    public static int ChannelsOfAc3(byte modes)
    {
        int[] channels = [2, 1, 2, 3, 3, 4, 4, 5];
        return channels[(modes >> 3) & 7] + ((modes >> 2) & 1);
    }
}
