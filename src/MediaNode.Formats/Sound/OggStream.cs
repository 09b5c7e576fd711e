using System.Buffers.Binary;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>One logical stream of Ogg, told by its first packet.</summary>
/// <param name="Track">Null for what carries no media, such as Skeleton.</param>
/// <param name="UnitsPerSecond">What granule positions count; 0 when not known.</param>
/// <param name="PreSkip">Units at the beginning that are decoded and not played.</param>
/// <param name="KeyShift">For Theora: how many low bits count the frames since the key frame.</param>
internal readonly record struct OggStream(TrackFacts? Track, double UnitsPerSecond = 0, int PreSkip = 0, int KeyShift = 0)
{
    /// <summary>Enough of a first packet for all that is read of it.</summary>
    public const int PacketLength = 64;

    public TimeSpan? DurationAt(long granule)
    {
        var units = KeyShift > 0 ? (granule >> KeyShift) + (granule & ((1L << KeyShift) - 1)) : granule;
        return PlayTime.Of(Math.Max(0, units - PreSkip), UnitsPerSecond);
    }

    public static OggStream Identify(ReadOnlySpan<byte> packet) =>
        packet.StartsWith("OpusHead"u8) && packet.Length >= 19 ? Opus(packet)
        : packet.StartsWith("\x01vorbis"u8) && packet.Length >= 16 ? Vorbis(packet)
        : packet.StartsWith("\x7f"u8) && packet.Length >= 51 && packet[1..].StartsWith("FLAC"u8) ? Flac(packet)
        : packet.StartsWith("Speex   "u8) && packet.Length >= 52 ? Speex(packet)
        : packet.Length >= 42 && packet[0] == 0x80 && packet[1..].StartsWith("theora"u8) ? Theora(packet)
        : packet.StartsWith("OVP80"u8) && packet.Length >= 26 ? Vp8(packet)
        : packet.StartsWith("fishead\0"u8) ? default
        : new(new() { Kind = TrackKind.Other, Codec = "unknown" });

    /// <summary>RFC 7845 §5.1. It always plays at 48 kHz; the rate in the header is that of the recording, for nobody to use.</summary>
    private static OggStream Opus(ReadOnlySpan<byte> packet) =>
        new(Audio("opus", packet[9], 48_000), 48_000, BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]));

    /// <summary>Vorbis I specification §4.2.2.</summary>
    private static OggStream Vorbis(ReadOnlySpan<byte> packet)
    {
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]);
        return new(Audio("vorbis", packet[11], rate), rate);
    }

    /// <summary>RFC 9639 §10.1.</summary>
    private static OggStream Flac(ReadOnlySpan<byte> packet) =>
        FlacStreamInfo.Read(packet[17..]) is { } info ? new(info.Track, info.SampleRate) : default;

    /// <summary>RFC 5574 §3.1 names the codec; the layout is that of speex_header.h.</summary>
    private static OggStream Speex(ReadOnlySpan<byte> packet)
    {
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(packet[36..]);
        return new(Audio("speex", BinaryPrimitives.ReadUInt32LittleEndian(packet[48..]), rate), rate);
    }

    /// <summary>Theora specification §6.2.</summary>
    private static OggStream Theora(ReadOnlySpan<byte> packet)
    {
        var frames = BinaryPrimitives.ReadUInt32BigEndian(packet[22..]);
        var shift = (BinaryPrimitives.ReadUInt16BigEndian(packet[40..]) >> 5) & 0x1f;
        return new(
            Video("theora", (packet[14] << 16) | (packet[15] << 8) | packet[16], (packet[17] << 16) | (packet[18] << 8) | packet[19]),
            frames / (double)BinaryPrimitives.ReadUInt32BigEndian(packet[26..]),
            KeyShift: shift);
    }

    /// <summary>The mapping of VP8 into Ogg; the frames are counted in the granule's upper half.</summary>
    private static OggStream Vp8(ReadOnlySpan<byte> packet) =>
        new(Video("vp8", BinaryPrimitives.ReadUInt16BigEndian(packet[8..]), BinaryPrimitives.ReadUInt16BigEndian(packet[10..])));

    private static TrackFacts Audio(string codec, uint channels, uint rate) => new()
    {
        Kind = TrackKind.Audio,
        Codec = codec,
        Channels = (int)Math.Min(channels, int.MaxValue),
        SampleRate = (int)Math.Min(rate, int.MaxValue),
    };

    private static TrackFacts Video(string codec, int width, int height) =>
        new() { Kind = TrackKind.Video, Codec = codec, Width = width, Height = height };
}
