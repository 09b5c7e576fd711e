using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>AAC in ADTS frames: ISO/IEC 14496-3 §1.A.2 and §1.A.3.</summary>
public static class AdtsReader
{
    private const int HeaderLength = 7;

    // Twelve bits of sync are soon found anywhere; three headers that agree are not.
    private const int FramesThatConvince = 3;

    /// <returns>The facts, or null when the bytes are no ADTS frames.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source);
        Id3.Skip(cursor);
        if (Header.Read(cursor.Peek(HeaderLength)) is not { } first)
        {
            return null;
        }

        var walk = FrameWalk.Over(cursor, HeaderLength, bytes =>
            Header.Read(bytes) is { } next && next.AgreesWith(first) ? next.Frame : null);
        if (walk.Frames < FramesThatConvince && (walk.Frames == 0 || walk.IsLost))
        {
            return null;
        }

        return new()
        {
            Container = Container.Adts,
            Type = "audio/aac",
            Length = source.Length,
            Tracks = [first.Track],
            Duration = PlayTime.Of(walk.Samples, first.SampleRate),
            Damage = walk.IsCut ? "The file ends within an AAC frame: it is cut off."
                : walk.IsLost && !IsTag(source, walk.At) ? $"No AAC frame begins at byte {walk.At}, where the one before it ends."
                : null,
        };
    }

    // Taggers put ID3v1 behind any sound, as they do behind MP3.
    private static bool IsTag(ByteSource source, long at)
    {
        var cursor = new ByteCursor(source);
        cursor.Seek(at);
        return cursor.Left == 128 && cursor.TryTake("TAG"u8);
    }

    private readonly record struct Header(int ObjectType, int SampleRate, uint Configuration, SoundFrame Frame)
    {
        public TrackFacts Track => new()
        {
            Kind = TrackKind.Audio,
            Codec = "aac",
            Channels = AudioSpecificConfig.ChannelsOf(Configuration),
            SampleRate = SampleRate,
            Profile = AudioSpecificConfig.ProfileOf(ObjectType),
        };

        public bool AgreesWith(Header other) =>
            (ObjectType, SampleRate, Configuration) == (other.ObjectType, other.SampleRate, other.Configuration);

        public static Header? Read(ReadOnlySpan<byte> bytes)
        {
            var bits = new BitReader(bytes);
            var sync = bits.Bits(12);
            bits.Bits(1);
            var layer = bits.Bits(2);
            bits.Bits(1);
            var objectType = (int)bits.Bits(2) + 1;
            var rate = AudioSpecificConfig.RateOf(bits.Bits(4));
            bits.Bits(1);
            var configuration = bits.Bits(3);
            bits.Bits(4);
            var length = (int)bits.Bits(13);
            bits.Bits(11);
            var blocks = (int)bits.Bits(2) + 1;
            return bits.Overran || sync != 0xfff || layer != 0 || rate == 0 || length <= HeaderLength
                ? null
                : new(objectType, rate, configuration, new(length, 1024 * blocks));
        }
    }
}
