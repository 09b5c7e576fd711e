using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>TIFF 6.0 and BigTIFF: the first directory, and how many there are.</summary>
public static class TiffReader
{
    /// <returns><see langword="null"/> when the bytes do not begin as TIFF does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var directory = TiffDirectory.TryOpen(new ByteCursor(source));
        if (directory is null)
        {
            return null;
        }

        var metadata = new EmbeddedMetadata();
        var image = PictureFacts.Unmeasured;
        var (width, height) = (0L, 0L);
        foreach (var field in directory.Next != 0 ? directory.ReadNext() : [])
        {
            metadata.Take(field);
            metadata.Any |= IsMetadata(field.Tag);
            (width, height) = field.Tag switch { 256 => (field.Value, height), 257 => (width, field.Value), _ => (width, height) };
            image = field.Tag switch
            {
                258 => image with { BitDepth = (int)Math.Clamp(field.Value, 1, 64) },
                262 => image with { Color = ColorOf(field.Value) },
                338 => image with { HasAlpha = field.Value is 1 or 2 },
                34675 => image with { Profile = ColorProfile.Other },
                _ => image,
            };
        }

        var damage = directory.Damage;
        image = image with
        {
            Frames = Count(directory, ref damage),
            Orientation = metadata.Orientation,
            HasMetadata = metadata.Any,
            HasLocation = metadata.HasLocation,
        };
        return PictureFacts.Of(source, Container.Tiff, "image/tiff", (width, height), image, damage);
    }

    private static int Count(TiffDirectory directory, ref string? damage)
    {
        var seen = new HashSet<long>();
        var pages = 1;
        for (; directory.Next != 0 && directory.Damage is null && pages < ImageFacts.MostFrames; pages++)
        {
            if (!seen.Add(directory.Next))
            {
                damage ??= "The pages of the TIFF follow each other in a circle.";
                break;
            }

            directory.SkipNext();
            damage ??= directory.Damage;
        }

        return pages;
    }

    // Description, maker, model, software, date, artist, host, XMP, IPTC, Photoshop, copyright, EXIF, GPS.
    private static bool IsMetadata(int tag) =>
        tag is 270 or 271 or 272 or 305 or 306 or 315 or 316 or 700 or 33723 or 34377 or 33432 or 34665 or 34853;

    private static ColorModel ColorOf(long photometric) => photometric switch
    {
        0 or 1 or 4 => ColorModel.Gray,
        3 => ColorModel.Palette,
        5 => ColorModel.Cmyk,
        _ => ColorModel.Rgb,
    };
}
