using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>ZIP, and the formats that are ZIP: told apart by the names of the entries, of which none is unpacked.</summary>
/// <remarks>APPNOTE 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).</remarks>
public static class ZipReader
{
    private const int EndLength = 22;
    private const int MostEntries = 20_000;
    private const uint LocalSignature = 0x04034B50;
    private const uint CentralSignature = 0x02014B50;

    private static ReadOnlySpan<byte> EndSignature => "PK\x05\x06"u8;

    /// <returns><see langword="null"/> when the bytes do not begin as ZIP does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.Peek(4).SequenceEqual("PK\x03\x04"u8) && !cursor.Peek(4).SequenceEqual(EndSignature))
        {
            return null;
        }

        var contents = new ZipContents();
        ReadFirst(cursor, contents);
        var ended = TryFindEnd(cursor, out var directory);
        if (ended)
        {
            ReadDirectory(directory, contents);
        }

        var (container, type) = contents.Tell();
        return DocumentFacts.Of(source, container, type, ended ? null : "The file is cut off: the archive has no directory at its end.");
    }

    /// <summary>Takes the first entry from its own header. OpenDocument and EPUB tell their media type in it, unpacked.</summary>
    private static void ReadFirst(ByteCursor cursor, ZipContents contents)
    {
        if (cursor.U32() != LocalSignature)
        {
            return;
        }

        cursor.Skip(4);
        var isStored = cursor.U16() == 0;
        cursor.Skip(8);
        var size = cursor.U32();
        cursor.Skip(4);
        var (nameLength, extraLength) = (cursor.U16(), cursor.U16());
        var isMediaType = nameLength == "mimetype".Length && cursor.Peek(nameLength).SequenceEqual("mimetype"u8);
        contents.TakeName(cursor.Peek(nameLength));
        cursor.Skip(nameLength + extraLength);
        if (isMediaType && isStored)
        {
            contents.TakeType(cursor.Peek((int)Math.Min(size, ZipContents.LongestType)));
        }
    }

    /// <summary>Finds the last end record; a comment of at most 65,535 bytes may follow it.</summary>
    private static bool TryFindEnd(ByteCursor cursor, out ByteCursor directory)
    {
        var found = -1L;
        var search = cursor.SliceAt(Math.Max(cursor.End - EndLength - ushort.MaxValue, 0), EndLength + ushort.MaxValue);
        while (search.TryFind(EndSignature))
        {
            // What looks like one in the comment is told by its length: the true one's comment ends with the file.
            var start = search.Position;
            search.Skip(4);
            var comment = cursor.SliceAt(start + EndLength - 2, 2);
            found = found < 0 || start + EndLength + comment.U16() == cursor.End ? start : found;
        }

        directory = cursor.SliceAt(found + 12, 8);
        long size = directory.U32();
        long offset = directory.U32();

        // Bytes in front of the archive shift its offsets, so the directory is looked for right in front of the record first.
        var before = cursor.SliceAt(found - size, size);
        directory = before.Peek(4) is [(byte)'P', (byte)'K', 1, 2] ? before : cursor.SliceAt(offset, size);
        return found >= 0;
    }

    private static void ReadDirectory(ByteCursor directory, ZipContents contents)
    {
        for (var entry = 0; entry < MostEntries && directory.Left > 0 && directory.U32() == CentralSignature; entry++)
        {
            directory.Skip(24);
            int name = directory.U16();
            var rest = directory.U16() + directory.U16();
            directory.Skip(12);
            contents.TakeName(directory.Peek(name));
            directory.Skip(name + rest);
        }
    }
}
