using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>FLAC: RFC 9639 §8.</summary>
public static class FlacReader
{
    /// <returns>The facts, or null when the bytes are no FLAC.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source);
        Id3.Skip(cursor);
        if (!cursor.TryTake("fLaC"u8))
        {
            return null;
        }

        var (info, damage) = ReadBlocks(cursor);
        return new()
        {
            Container = Container.Flac,
            Type = "audio/flac",
            Length = source.Length,
            Tracks = info is { } told ? [told.Track] : [],
            Duration = info is { Samples: > 0 } counted ? PlayTime.Of(counted.Samples, counted.SampleRate) : null,
            Damage = info is null ? "The file does not begin with a STREAMINFO block." : damage,
        };
    }

    private static (FlacStreamInfo? Info, string? Damage) ReadBlocks(ByteCursor cursor)
    {
        FlacStreamInfo? info = null;
        for (var last = false; !last;)
        {
            var header = cursor.U32();
            if (cursor.Overran)
            {
                return (info, cursor.IsSpent ? null : "The file ends within its metadata: it is cut off.");
            }

            last = header >> 31 == 1;
            var (type, length) = ((header >> 24) & 0x7f, header & 0xffffff);
            if (length > cursor.Left)
            {
                return (info, "A metadata block reaches beyond the end of the file: it is cut off.");
            }

            var block = cursor.Slice(length);
            if (info is null)
            {
                // §8.2: STREAMINFO stands first.
                info = type == 0 ? FlacStreamInfo.Read(block.Peek(FlacStreamInfo.Length)) : null;
                if (info is null)
                {
                    return default;
                }
            }
        }

        return (info, cursor.Left > 0 ? null : "The file ends before its first frame of sound: it is cut off.");
    }
}
