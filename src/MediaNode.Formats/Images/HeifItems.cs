using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>The items of a HEIC or AVIF file and the properties of the primary one (ISO/IEC 14496-12 §8.11, 23008-12 §6.5).</summary>
internal sealed class HeifItems
{
    // A phone's picture has about 50 tiles, each an item, and a dozen properties.
    private const int MostItems = 4_000;

    private const int MostOfOneItem = 256;
    private const int MostMetadata = 16;

    private readonly List<(string Name, long Start, long Length)> _properties = [];
    private readonly Dictionary<uint, string> _metadataItems = [];
    private readonly List<int> _primaryProperties = [];
    private readonly EmbeddedMetadata _metadata = new();
    private readonly List<(uint Item, long Offset, long Length)> _places = [];
    private uint _primary;

    public (long Width, long Height) Size { get; private set; }

    public static string NameOf(ReadOnlySpan<byte> four) =>
        string.Create(4, (four[0], four[1], four[2], four[3]), static (name, c) =>
        {
            (name[0], name[1], name[2], name[3]) = (Printable(c.Item1), Printable(c.Item2), Printable(c.Item3), Printable(c.Item4));
        });

    /// <summary>The next box and its body, or null at the end. A body that is cut off makes the cursor overrun.</summary>
    public static (string Name, ByteCursor Body)? NextBox(ByteCursor parent)
    {
        if (parent.Left < 8 || parent.Overran)
        {
            return null;
        }

        long length = parent.U32();
        var name = parent.Take(4) is { Length: 4 } four ? NameOf(four) : "";
        var header = length == 1 ? 16 : 8;
        length = length switch { 0 => parent.Left + header, 1 => (long)parent.U64(), _ => length };
        return parent.Overran ? null : (name, parent.Slice(length - header));
    }

    /// <summary>Takes the meta box: which item is the picture, what items there are, where they stand, and their properties.</summary>
    public void TakeMeta(ByteCursor meta)
    {
        meta.Skip(4);
        while (NextBox(meta) is var (name, body))
        {
            switch (name)
            {
                case "pitm":
                    _primary = body.U32() >> 24 == 0 ? body.U16() : body.U32();
                    break;
                case "iinf":
                    TakeInfos(body);
                    break;
                case "iloc":
                    HeifPlaces.Take(body, MostItems, _places);
                    break;
                case "iprp":
                    TakeProperties(body);
                    break;
            }
        }
    }

    /// <summary>Everything but the size, from what was taken.</summary>
    public ImageFacts Facts(ByteCursor file)
    {
        var image = PictureFacts.Unmeasured;
        var (angle, mirror) = (0, -1);
        foreach (var index in _primaryProperties)
        {
            // Numbers count from 1; 0 says none.
            if (index < 1 || index > _properties.Count)
            {
                continue;
            }

            var (name, start, length) = _properties[index - 1];
            var body = file.SliceAt(start, length);
            switch (name)
            {
                case "ispe" when Size == default:
                    body.Skip(4);
                    Size = (body.U32(), body.U32());
                    break;
                case "irot":
                    angle = body.U8() & 3;
                    break;
                case "imir":
                    mirror = body.U8() & 1;
                    break;
                case "pixi":
                    body.Skip(5);
                    image = image with { BitDepth = Math.Max((int)body.U8(), 1) };
                    break;
                case "colr":
                    image = body.TryTake("prof"u8) || body.TryTake("rICC"u8) ? image with { Profile = IccProfile.Read(body) } : image;
                    break;
            }
        }

        _metadata.TakeOrientation(OrientationOf(angle, mirror));
        TakeMetadata(file);
        return image with
        {
            Orientation = _metadata.Orientation,
            HasAlpha = _properties.Exists(property => property.Name == "auxC" && IsAlpha(file.SliceAt(property.Start, property.Length))),
            HasMetadata = _metadata.Any,
            HasLocation = _metadata.HasLocation,
        };
    }

    private void TakeInfos(ByteCursor infos)
    {
        infos.Skip(infos.U32() >> 24 == 0 ? 2 : 4);
        for (var item = 0; item < MostItems && NextBox(infos) is var (_, body); item++)
        {
            var version = body.U32() >> 24;
            var id = version < 3 ? body.U16() : body.U32();
            body.Skip(2);
            var type = body.Take(4) is { Length: 4 } four ? NameOf(four) : "";
            if (type is "Exif" or "mime")
            {
                _metadata.Any = true;
                _metadataItems[id] = type;
            }
        }
    }

    private void TakeProperties(ByteCursor properties)
    {
        while (NextBox(properties) is var (name, body))
        {
            while (name is "ipco" && _properties.Count < MostItems && NextBox(body) is var (property, content))
            {
                _properties.Add((property, content.Position, content.Left));
            }

            if (name is "ipma")
            {
                TakeAssociations(body);
            }
        }
    }

    private void TakeAssociations(ByteCursor body)
    {
        var header = body.U32();
        var items = body.U32();
        for (var item = 0L; item < items && item < MostItems && !body.Overran; item++)
        {
            var id = header >> 24 == 0 ? body.U16() : body.U32();
            for (int left = body.U8(); left > 0 && !body.Overran; left--)
            {
                var index = (header & 1) != 0 ? body.U16() & 0x7FFF : body.U8() & 0x7F;
                if (id == _primary && _primaryProperties.Count < MostOfOneItem)
                {
                    _primaryProperties.Add(index);
                }
            }
        }
    }

    private void TakeMetadata(ByteCursor file)
    {
        foreach (var (item, offset, length) in _places.Where(place => _metadataItems.ContainsKey(place.Item)).Take(MostMetadata))
        {
            var body = file.SliceAt(offset, length);
            switch (_metadataItems[item])
            {
                case "Exif": // Begins with how far away the TIFF structure is.
                    body.Skip(body.U32());
                    _metadata.TakeExif(body);
                    break;
                case "mime":
                    _metadata.TakeXmp(body);
                    break;
            }
        }
    }

    private static bool IsAlpha(ByteCursor body)
    {
        body.Skip(4);
        return body.TryTake("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"u8) || body.TryTake("urn:mpeg:hevc:2015:auxid:1\0"u8);
    }

    /// <summary>The EXIF orientation for so many quarter turns anticlockwise and then a mirror: 0 top to bottom, 1 left to right.</summary>
    private static int OrientationOf(int angle, int mirror) => (angle, mirror) switch
    {
        (1, < 0) => 8,
        (1, 0) => 5,
        (1, _) => 7,
        (2, < 0) => 3,
        (2, 0) => 2,
        (2, _) => 4,
        (3, < 0) => 6,
        (3, 0) => 7,
        (3, _) => 5,
        (_, < 0) => 1,
        (_, 0) => 4,
        _ => 2,
    };

    private static char Printable(byte value) => value is >= 0x20 and < 0x7F ? (char)value : '?';
}
