using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>HEIC and AVIF: pictures in ISO base media boxes (ISO/IEC 23008-12, AV1 Image File Format).</summary>
public static class HeifReader
{
    private const int MostBrands = 64;

    /// <returns><see langword="null"/> when the file type box does not name a picture first.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        var length = cursor.U32();
        if (length < 16 || !cursor.TryTake("ftyp"u8))
        {
            return null;
        }

        var box = cursor.Slice(Math.Min(length - 8, cursor.Left));
        var brands = ReadBrands(box);
        var family = brands.Count > 0 && IsPicture(brands[0]) ? FamilyOf(brands) : null;
        return family is var (container, type) ? Read(source, cursor, container, type) with { Brands = brands } : null;
    }

    private static List<string> ReadBrands(ByteCursor box)
    {
        var brands = new List<string>();
        while (box.Left >= 4 && brands.Count < MostBrands && box.Take(4) is { Length: 4 } brand)
        {
            brands.Add(HeifItems.NameOf(brand));
            if (brands.Count == 1)
            {
                box.Skip(Math.Min(4, box.Left)); // The version of the first.
            }
        }

        return brands;
    }

    private static bool IsPicture(string brand) => brand is "mif1" or "msf1" or "miaf" || IsAvif(brand) || IsHeic(brand);

    private static bool IsAvif(string brand) => brand is "avif" or "avis";

    private static bool IsHeic(string brand) => brand is "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "hevm" or "hevs";

    private static (Container Container, string Type)? FamilyOf(List<string> brands) =>
        brands.Exists(IsAvif) && !IsHeic(brands[0]) ? (Container.Avif, "image/avif")
            : brands.Exists(IsHeic) ? (Container.Heic, "image/heic")
            : (Container.Heic, "image/heif");

    private static MediaFacts Read(ByteSource source, ByteCursor file, Container container, string type)
    {
        var items = new HeifItems();
        var frames = 1;
        while (HeifItems.NextBox(file) is var (name, body))
        {
            if (name is "meta")
            {
                items.TakeMeta(body);
            }
            else if (name is "moov")
            {
                frames = Math.Max(frames, FramesOf(body));
            }
        }

        var image = items.Facts(file) with { Frames = frames };
        var damage = file.Overran ? PictureFacts.EndOf(file) : null;
        return PictureFacts.Of(source, container, type, items.Size, image, damage);
    }

    /// <summary>How many samples the first track has: <c>moov/trak/mdia/minf/stbl/stsz</c>.</summary>
    private static int FramesOf(ByteCursor movie)
    {
        var body = movie;
        foreach (var wanted in new[] { "trak", "mdia", "minf", "stbl", "stsz" })
        {
            var box = HeifItems.NextBox(body);
            while (box is var (name, _) && name != wanted)
            {
                box = HeifItems.NextBox(body);
            }

            if (box is null)
            {
                return 1;
            }

            body = box.Value.Body;
        }

        body.Skip(8);
        return (int)Math.Min(body.U32(), ImageFacts.MostFrames);
    }
}
