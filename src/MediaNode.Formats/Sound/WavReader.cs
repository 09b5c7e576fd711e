using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>WAV, and RF64 for what is beyond 4 GB: RIFF (RFC 2361), EBU Tech 3306.</summary>
public static class WavReader
{
    // What a writer leaves in a length that it did not know yet, and what RF64 writes where ds64 tells.
    private const uint Unknown = 0xffffffff;

    /// <returns>The facts, or null when the bytes are no WAV.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.TryTake("RIFF"u8) && !cursor.TryTake("RF64"u8))
        {
            return null;
        }

        cursor.Skip(4);
        if (!cursor.TryTake("WAVE"u8))
        {
            return null;
        }

        WaveFormat? format = null;
        long? data = null;
        var (longData, cut) = (0ul, false);
        while (data is null && RiffChunk.Next(cursor) is { } chunk)
        {
            switch (chunk.Id)
            {
                case "ds64":
                    chunk.Body.Skip(8);
                    longData = chunk.Body.U64();
                    break;
                case "fmt ":
                    format = WaveFormat.Read(chunk.Body);
                    break;
                case "data":
                    var open = chunk.Length == Unknown && longData == 0;
                    var (there, claimed) = (chunk.Body.Left, chunk.Length == Unknown ? longData : chunk.Length);
                    cut = !open && claimed > (ulong)there;
                    data = open || cut ? there : (long)claimed;
                    break;
                default:
                    cut |= !chunk.IsWhole;
                    break;
            }
        }

        return new()
        {
            Container = Container.Wav,
            Type = "audio/wav",
            Length = source.Length,
            Tracks = format is { } known ? [known.Track] : [],
            Duration = format is { } played && data is { } bytes ? PlayTime.Of(bytes, played.BytesPerSecond) : null,
            Damage = format is null ? "The file has no fmt chunk, so nobody can say what its sound is."
                : data is null && !cursor.IsSpent ? "The file has no data chunk: it is cut off."
                : cut ? "A chunk reaches beyond the end of the file: it is cut off."
                : null,
        };
    }
}
