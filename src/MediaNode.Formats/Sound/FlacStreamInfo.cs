using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>The first metadata block of FLAC, which Ogg and MP4 carry too: RFC 9639 §8.2.</summary>
internal readonly record struct FlacStreamInfo(int SampleRate, int Channels, double Samples)
{
    public const int Length = 34;

    public TrackFacts Track => new() { Kind = TrackKind.Audio, Codec = "flac", Channels = Channels, SampleRate = SampleRate };

    public static FlacStreamInfo? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length)
        {
            return null;
        }

        // Behind the smallest and largest block and frame.
        var bits = new BitReader(bytes[10..]);
        var rate = (int)bits.Bits(20);
        var channels = (int)bits.Bits(3) + 1;
        bits.Bits(5);
        var high = bits.Bits(4);
        return new(rate, channels, (high * 4294967296.0) + bits.Bits(32));
    }
}
