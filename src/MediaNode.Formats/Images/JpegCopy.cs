using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Copies a JPEG segment by segment, up to its end, and leaves metadata out, between the scans too.</summary>
internal sealed class JpegCopy(RangeCopy copy)
{
    // Length and as much of the body as tells what an application segment is.
    private const int LookAhead = 16;

    private long _at = 2;

    public static bool TryCopy(ByteSource source, Stream destination) => new JpegCopy(new RangeCopy(source, destination)).TryCopy();

    private bool TryCopy()
    {
        copy.Write([0xFF, JpegMarker.StartOfImage]);
        var inScan = false;
        while (NextMarker(inScan) is var marker and >= 0)
        {
            if (marker == JpegMarker.EndOfImage)
            {
                copy.Write([0xFF, JpegMarker.EndOfImage]);
                return true;
            }

            if (!TryCopySegment(marker))
            {
                return false;
            }

            inScan = marker == JpegMarker.StartOfScan;
        }

        return false;
    }

    /// <summary>Goes behind the next marker that has a length or is the last. What stands before it is copied if it is of a scan.</summary>
    /// <returns>The marker, or -1 when none comes.</returns>
    private int NextMarker(bool inScan)
    {
        while (copy.Look(_at, atLeast: 2) is { Length: > 1 } bytes)
        {
            var length = IndexOfMarker(bytes);
            var marker = length < 0 ? -1 : bytes[length + 1];

            // When there is none, the last byte may be the first half of one: it is looked at again with what follows.
            length = length < 0 ? bytes.Length - (bytes[^1] == 0xFF ? 1 : 0) : length;
            if (inScan)
            {
                copy.Write(bytes[..length]);
            }

            _at += length + (marker < 0 ? 0 : 2);
            if (marker >= 0)
            {
                return marker;
            }
        }

        return -1;
    }

    /// <summary>Where a marker stands that ends a scan: not a stuffed zero, a restart, or another that stands alone, nor fill.</summary>
    private static int IndexOfMarker(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length - 1; at++)
        {
            var next = bytes[at..^1].IndexOf((byte)0xFF);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            int marker = bytes[at + 1];
            if (marker is not (0 or 0xFF) && !JpegMarker.StandsAlone(marker))
            {
                return at;
            }
        }

        return -1;
    }

    private bool TryCopySegment(int marker)
    {
        var start = copy.Look(_at, LookAhead);
        if (start is not [var high, var low, ..] || (high, low) is (0, < 2))
        {
            return false;
        }

        var length = (high << 8) | low;
        var body = start[2..Math.Max(Math.Min(start.Length, length), 2)];
        if (!JpegMarker.IsMetadata(marker, body))
        {
            copy.Write([0xFF, (byte)marker]);
            if (!copy.TryCopy(_at, length))
            {
                return false;
            }
        }

        _at += length;
        return true;
    }
}
