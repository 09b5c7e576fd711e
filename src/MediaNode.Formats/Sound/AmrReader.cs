using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>AMR and AMR-WB, one channel or several: RFC 4867 §5.</summary>
public static class AmrReader
{
    private const int FramesEachSecond = 50;

    // Bytes of a frame with its header, by frame type: RFC 4867 §5.3 with 3GPP TS 26.101 and TS 26.201; 0 is reserved.
    private static readonly int[] _narrow = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
    private static readonly int[] _wide = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

    /// <returns>The facts, or null when the bytes are no AMR file.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source);
        bool wide, several;
        if (cursor.TryTake("#!AMR\n"u8))
        {
            (wide, several) = (false, false);
        }
        else if (cursor.TryTake("#!AMR-WB\n"u8))
        {
            (wide, several) = (true, false);
        }
        else if (cursor.TryTake("#!AMR_MC1.0\n"u8))
        {
            (wide, several) = (false, true);
        }
        else if (cursor.TryTake("#!AMR-WB_MC1.0\n"u8))
        {
            (wide, several) = (true, true);
        }
        else
        {
            return null;
        }

        // §5.2: of the channel description field only the last four bits are in use.
        var channels = several ? Math.Max(1, (int)(cursor.U32() & 0xf)) : 1;
        var lengths = wide ? _wide : _narrow;
        var walk = FrameWalk.Over(cursor, 1, bytes => new SoundFrame(lengths[(bytes[0] >> 3) & 0xf], 1));
        return new()
        {
            Container = Container.Amr,
            Type = wide ? "audio/amr-wb" : "audio/amr",
            Length = source.Length,
            Tracks =
            [
                new()
                {
                    Kind = TrackKind.Audio,
                    Codec = wide ? "amr_wb" : "amr_nb",
                    Channels = channels,
                    SampleRate = wide ? 16000 : 8000,
                },
            ],
            Duration = PlayTime.Of(walk.Samples / channels, FramesEachSecond),
            Damage = walk.IsCut ? "The file ends within an AMR frame: it is cut off."
                : walk.IsLost ? $"The AMR frame at byte {walk.At} is of a reserved type."
                : walk.Frames == 0 ? "The file holds no AMR frame."
                : null,
        };
    }
}
