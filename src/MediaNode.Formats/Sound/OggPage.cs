using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>One page of Ogg: RFC 3533 §6.</summary>
/// <remarks>
/// The granule is the position at the end of the page, in units of its codec; -1 when no packet ends here.
/// The body has fewer bytes than its length says when the file is cut off.
/// </remarks>
internal readonly record struct OggPage(bool IsFirst, long Granule, uint Serial, ByteCursor Body, int BodyLength)
{
    private const int HeaderLength = 27;

    private static readonly uint[] _checksums = [.. Enumerable.Range(0, 256).Select(ChecksumOf)];

    public bool IsWhole => Body.Left == BodyLength;

    /// <returns>The next page, with the cursor behind it, or null when none begins here.</returns>
    public static OggPage? Next(ByteCursor cursor)
    {
        if (!cursor.TryTake("OggS"u8) || cursor.U8() != 0)
        {
            return null;
        }

        var flags = cursor.U8();
        var granule = (long)cursor.U64();
        var serial = cursor.U32();
        cursor.Skip(8); // The sequence number and the checksum.
        var bodyLength = 0;
        foreach (var lace in cursor.Take(cursor.U8()))
        {
            bodyLength += lace;
        }

        return cursor.Overran ? null : new((flags & 2) != 0, granule, serial, cursor.Slice(bodyLength), bodyLength);
    }

    /// <summary>Computes the checksum of the page that begins at the cursor, and compares: RFC 3533 §6, field 7.</summary>
    public static bool HasRightChecksum(ByteCursor cursor, int length)
    {
        var (sum, claimed) = (0u, 0u);
        for (var done = 0; done < length;)
        {
            var bytes = cursor.Take(Math.Min(length - done, Window.Size));
            if (bytes.IsEmpty)
            {
                return false;
            }

            for (var i = 0; i < bytes.Length; i++, done++)
            {
                // The field itself counts as zero.
                var isField = done is >= 22 and < 26;
                claimed |= isField ? (uint)bytes[i] << (8 * (done - 22)) : 0;
                sum = (sum << 8) ^ _checksums[(byte)((sum >> 24) ^ (isField ? 0 : bytes[i]))];
            }
        }

        return length >= HeaderLength && sum == claimed;
    }

    private static uint ChecksumOf(int index)
    {
        var sum = (uint)index << 24;
        for (var bit = 0; bit < 8; bit++)
        {
            sum = (sum << 1) ^ (sum >> 31 == 1 ? 0x04c11db7u : 0);
        }

        return sum;
    }
}
