using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>OLE compound files (MS-CFB): Word, Excel, PowerPoint and Outlook are told apart by the streams in the directory.</summary>
public static class CompoundFileReader
{
    private const string UnknownType = "application/x-ole-storage";
    private const int EntryLength = 128;
    private const int MostSectors = 256;
    private const int FatSectorsInHeader = 109;
    private const uint LastSector = 0xFFFFFFFA;

    /// <returns><see langword="null"/> when the bytes do not begin as a compound file does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.TryTake([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
        {
            return null;
        }

        cursor.Skip(22);
        int shift = cursor.U16();
        cursor.Skip(16);
        var sector = cursor.U32();
        if (shift is not (9 or 12) || cursor.Overran)
        {
            return DocumentFacts.Of(source, Container.CompoundFile, UnknownType, "The compound file's header is not whole.");
        }

        string? type = null;
        for (var read = 0; read < MostSectors && sector < LastSector && type is null; read++)
        {
            type = TypeIn(cursor.SliceAt(At(sector, shift), 1 << shift));
            sector = Next(cursor, sector, shift);
        }

        return DocumentFacts.Of(source, Container.CompoundFile, type ?? UnknownType);
    }

    /// <summary>The sector behind this one: an entry of the file allocation table, whose first sectors the header lists.</summary>
    private static uint Next(ByteCursor file, uint sector, int shift)
    {
        var entriesShift = shift - 2;
        var fat = sector >> entriesShift;
        if (fat >= FatSectorsInHeader)
        {
            return uint.MaxValue;
        }

        var fatSector = file.SliceAt(76 + (4 * fat), 4).U32();
        var entry = file.SliceAt(At(fatSector, shift) + (4 * (sector & ((1u << entriesShift) - 1))), 4);
        return entry.Left < 4 ? uint.MaxValue : entry.U32();
    }

    private static string? TypeIn(ByteCursor sector)
    {
        while (sector.Take(EntryLength) is { Length: EntryLength } entry)
        {
            // 64 bytes of UTF-16, and how many of them count, the last zero included.
            int length = entry[64];
            var name = Encoding.Unicode.GetString(entry[..Math.Clamp(length - 2, 0, 64)]);
            var type = name switch
            {
                "WordDocument" => "application/msword",
                "Workbook" or "Book" => "application/vnd.ms-excel",
                "PowerPoint Document" => "application/vnd.ms-powerpoint",
                "__properties_version1.0" => "application/vnd.ms-outlook",
                _ => null,
            };
            if (type is not null)
            {
                return type;
            }
        }

        return null;
    }

    private static long At(uint sector, int shift) => ((long)sector + 1) << shift;
}
