using System.Buffers.Binary;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>MP3, and MPEG audio of layers I and II, which is not MP3: ISO/IEC 11172-3 and 13818-3.</summary>
/// <remarks>The notes of Xing and VBRI are in no standard; they are read as encoders write them.</remarks>
public static class MpegAudioReader
{
    private const int FramesThatConvince = 3;

    // Taggers leave padding that their tag does not count.
    private const int MostPadding = 64 * 1024;

    /// <summary>Comes after every other reader that tolerates ID3 in front: a tag and nothing else is taken for a broken MP3.</summary>
    /// <returns>The facts, or null when the bytes are no MPEG audio.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source);
        var tagged = Id3.Skip(cursor);
        if (tagged && cursor.Overran)
        {
            return Broken(source, "The ID3 tag reaches beyond the end of the file.");
        }

        var start = cursor.Position;
        var end = tagged ? Math.Min(cursor.End, start + MostPadding) : start + 1;
        for (var at = start; at < end; at++)
        {
            cursor.Seek(at);
            if (MpegAudioHeader.Read(cursor.Peek(MpegAudioHeader.Length)) is { } first && TryReadFrames(source, cursor, first) is { } facts)
            {
                return facts;
            }
        }

        return tagged ? Broken(source, "No frame of MPEG audio follows the ID3 tag.") : null;
    }

    private static MediaFacts? TryReadFrames(ByteSource source, ByteCursor cursor, MpegAudioHeader first)
    {
        var start = cursor.Position;
        var notes = Notes.Read(cursor.Peek(first.SideLength + 64), first);
        var walk = FrameWalk.Over(cursor, MpegAudioHeader.Length, bytes =>
            MpegAudioHeader.Read(bytes) is { } next && next.AgreesWith(first) ? next.Frame : null);
        if (walk.Frames < FramesThatConvince && (walk.Frames == 0 || (walk.IsLost && !IsTag(source, walk.At))))
        {
            return null;
        }

        var samples = notes.Frames is { } frames ? (double)frames * first.Frame.Samples : walk.Samples;
        return new()
        {
            Container = first.Layer == 3 ? Container.Mp3 : Container.Mp2,
            Type = first.Layer switch { 1 => "audio/mp1", 2 => "audio/mp2", _ => "audio/mpeg" },
            Length = source.Length,
            Tracks =
            [
                new() { Kind = TrackKind.Audio, Codec = $"mp{first.Layer}", Channels = first.Channels, SampleRate = first.SampleRate },
            ],
            Duration = PlayTime.Of(samples, first.SampleRate),

            // Without its encoder's count nobody can say of an MP3 that frames are missing: many end within one, and all players take that.
            Damage = notes.Bytes is { } bytes && bytes > source.Length - start + first.Frame.Length
                ? $"The encoder counted {bytes} bytes of sound and {source.Length - start} are there: the file is cut off."
                : null,
        };
    }

    private static bool IsTag(ByteSource source, long at)
    {
        var cursor = new ByteCursor(source);
        cursor.Seek(at);
        return cursor.TryTake("TAG"u8) || cursor.TryTake("APETAGEX"u8);
    }

    private static MediaFacts Broken(ByteSource source, string damage) =>
        new() { Container = Container.Mp3, Type = "audio/mpeg", Length = source.Length, Damage = damage };

    /// <summary>What the encoder wrote about the whole into a first frame that makes no sound.</summary>
    private readonly record struct Notes(uint? Frames, uint? Bytes)
    {
        public static Notes Read(ReadOnlySpan<byte> frame, MpegAudioHeader header)
        {
            var xing = frame[Math.Min(frame.Length, MpegAudioHeader.Length + header.SideLength)..];
            if (header.Layer == 3 && (xing.StartsWith("Xing"u8) || xing.StartsWith("Info"u8)) && xing.Length >= 16)
            {
                return OfXing(xing);
            }

            // VBRI stands at the same place whatever the mode.
            return header.Layer == 3 && frame.Length >= 36 + 18 && frame[36..].StartsWith("VBRI"u8)
                ? new(BinaryPrimitives.ReadUInt32BigEndian(frame[(36 + 14)..]), BinaryPrimitives.ReadUInt32BigEndian(frame[(36 + 10)..]))
                : default;
        }

        private static Notes OfXing(ReadOnlySpan<byte> xing)
        {
            var flags = xing[7];
            uint? frames = (flags & 1) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(xing[8..]) : null;
            uint? bytes = (flags & 3) == 3 ? BinaryPrimitives.ReadUInt32BigEndian(xing[12..]) : null;
            return new(frames, bytes);
        }
    }
}
