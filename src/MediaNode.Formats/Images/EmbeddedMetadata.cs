using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>What the metadata inside a picture tell, gathered as they are met.</summary>
internal sealed class EmbeddedMetadata
{
    private const int OrientationTag = 0x0112;
    private const int LocationTag = 0x8825;

    /// <summary>1 to 8; the first directory that tells wins, as it does for decoders.</summary>
    public int Orientation => _orientation ?? 1;

    public bool HasLocation { get; private set; }

    /// <summary>Whether anything was met.</summary>
    public bool Any { get; set; }

    private int? _orientation;

    /// <summary>Takes EXIF, which is a TIFF structure (CIPA DC-008 §4.5), from where the cursor stands.</summary>
    public void TakeExif(ByteCursor body)
    {
        Any = true;
        foreach (var field in TiffDirectory.TryOpen(body)?.ReadNext() ?? [])
        {
            Take(field);
        }
    }

    /// <summary>Takes what a field of a TIFF directory tells of these things, if it does.</summary>
    public void Take(TiffField field)
    {
        if (field is { Tag: OrientationTag, Value: >= 1 and <= 8 })
        {
            _orientation ??= (int)field.Value;
        }

        HasLocation |= field.Tag == LocationTag;
    }

    /// <summary>Takes an orientation told by the container itself.</summary>
    public void TakeOrientation(int orientation) => _orientation ??= orientation;

    /// <summary>Takes XMP. It is text with names such as <c>exif:GPSLatitude</c>, whatever prefix the writer chose.</summary>
    public void TakeXmp(ByteCursor body)
    {
        Any = true;
        HasLocation |= body.TryFind(":GPS"u8);
    }
}
