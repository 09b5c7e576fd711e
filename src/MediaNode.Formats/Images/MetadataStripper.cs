using System.Diagnostics.CodeAnalysis;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Copies a JPEG, PNG or WebP without its metadata. The pixels are not touched: what codes them is copied byte for byte.</summary>
/// <remarks>
/// What is dropped: EXIF, XMP, IPTC, comments, times, whatever an application put there, and everything behind the picture's end.
/// What stays: all that a decoder needs to show the same colours, an ICC profile included. A WebP loses its EXIF and its XMP, and keeps
/// every other chunk.
/// The orientation is metadata too. Without it the picture would turn, so a picture whose orientation is not 1 is refused, as is one that
/// is damaged: those take a decoder. Memory is constant, whatever the size.
/// </remarks>
public static class MetadataStripper
{
    /// <summary>Writes the picture without its metadata.</summary>
    /// <param name="source">A JPEG, PNG or WebP.</param>
    /// <param name="destination">Gets the bytes. After a refusal it may have got some; they are to be thrown away.</param>
    /// <param name="why">Why the picture was refused: one sentence, printable ASCII.</param>
    public static bool TryStrip(ByteSource source, Stream destination, [NotNullWhen(false)] out string? why)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);

        var facts = JpegReader.TryRead(source) ?? PngReader.TryRead(source) ?? WebPReader.TryRead(source);
        why = facts is null ? "The metadata of JPEG, PNG and WebP can be taken out; this is none of them."
            : facts.Damage is { } damage ? damage
            : facts.Image is not { Orientation: 1 } ? "The picture is stored turned and would turn without its metadata, which tell so."
            : null;
        if (why is not null)
        {
            return false;
        }

        var copied = facts!.Container switch
        {
            Container.Jpeg => JpegCopy.TryCopy(source, destination),
            Container.Png => PngCopy.TryCopy(source, destination),
            _ => WebPCopy.TryCopy(source, destination),
        };
        why = copied ? null : PictureFacts.CutOff;
        return copied;
    }

    /// <summary>How long a copy without the metadata would be. Reads the whole picture, and no further.</summary>
    /// <param name="source">Any file.</param>
    /// <returns>Bytes; null for what <see cref="TryStrip"/> refuses.</returns>
    public static long? Measure(ByteSource source)
    {
        using var counted = new CountedStream();
        return TryStrip(source, counted, out _) ? counted.Length : null;
    }
}
