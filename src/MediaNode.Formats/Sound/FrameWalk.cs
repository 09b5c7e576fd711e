using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>One frame of sound: how many bytes it takes, and how many samples of each channel it makes.</summary>
internal readonly record struct SoundFrame(int Length, int Samples);

/// <summary>Counts frames that stand one behind the other, as far as the reader's share goes.</summary>
/// <param name="Frames">Whole frames that were found.</param>
/// <param name="Samples">What they make, with what is behind the reader's share estimated.</param>
/// <param name="At">Where the last whole frame ends.</param>
/// <param name="IsCut">Whether the file ends within a frame.</param>
/// <param name="IsLost">Whether something else than a frame came.</param>
internal readonly record struct FrameWalk(int Frames, double Samples, long At, bool IsCut, bool IsLost)
{
    /// <summary>Reads a frame's header from the bytes at its beginning.</summary>
    /// <returns>The frame, or null when there is none.</returns>
    public delegate SoundFrame? HeaderReader(ReadOnlySpan<byte> bytes);

    public static FrameWalk Over(ByteCursor cursor, int headerLength, HeaderReader read)
    {
        var (start, at) = (cursor.Position, cursor.Position);
        var (frames, samples) = (0, 0L);
        while (at < cursor.End)
        {
            var bytes = cursor.Peek(headerLength);
            if (bytes.IsEmpty)
            {
                // The share is used up, or the source ends earlier than it said.
                return new(frames, cursor.IsSpent ? Estimate(samples, start, at, cursor.End) : samples, at, !cursor.IsSpent, false);
            }

            if (read(bytes) is not { Length: > 0 } frame)
            {
                return new(frames, samples, at, bytes.Length < headerLength, bytes.Length == headerLength);
            }

            if (frame.Length > cursor.Left)
            {
                return new(frames, samples, at, IsCut: true, IsLost: false);
            }

            cursor.Skip(frame.Length);
            at = cursor.Position;
            frames++;
            samples += frame.Samples;
        }

        return new(frames, samples, at, IsCut: false, IsLost: false);
    }

    private static double Estimate(long samples, long start, long at, long end) =>
        at > start ? (double)samples * (end - start) / (at - start) : samples;
}
