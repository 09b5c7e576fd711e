using MediaNode.Formats.Documents;
using MediaNode.Formats.Images;
using MediaNode.Formats.Sound;
using MediaNode.Formats.Video;

namespace MediaNode.Formats.Inspection;

/// <summary>Tells what bytes are, by their content alone.</summary>
/// <remarks>
/// Each reader looks at how the file begins, so what stands at the very front wins: a GIF that is an archive as well is a GIF.
/// No reader throws, whatever the bytes; what the source itself throws comes through. The work is bounded, see <see cref="Window"/>.
/// </remarks>
public static class MediaSniffer
{
    // In order: a signature that is long and its own first, weak ones behind, and text when nothing else is left.
    private static readonly Func<ByteSource, MediaFacts?>[] _readers =
    [
        // Pictures.
        JpegReader.TryRead,
        PngReader.TryRead,
        GifReader.TryRead,
        WebPReader.TryRead,
        HeifReader.TryRead,
        TiffReader.TryRead,
        BmpReader.TryRead,

        // Sound and video. MpegAudioReader takes whatever has an ID3 tag in front, so the others that may have one come before it.
        Mp4Reader.TryRead,
        MatroskaReader.TryRead,
        OggReader.TryRead,
        FlacReader.TryRead,
        WavReader.TryRead,
        AviReader.TryRead,
        AmrReader.TryRead,
        AsfReader.TryRead,
        FlvReader.TryRead,
        MpegReader.TryRead,
        AdtsReader.TryRead,
        MpegAudioReader.TryRead,

        // Documents.
        PdfReader.TryRead,
        ZipReader.TryRead,
        CompoundFileReader.TryRead,
        PostScriptReader.TryRead,
        PlaylistReader.TryRead,
        MarkupReader.TryRead,
        PlainTextReader.TryRead,
        PdfReader.TryReadLate,
    ];

    /// <returns>What the bytes are; <see cref="Container.Unknown"/> when no reader knows them.</returns>
    public static MediaFacts Inspect(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var read in _readers)
        {
            if (read(source) is { } facts)
            {
                return facts;
            }
        }

        return new MediaFacts { Container = Container.Unknown, Type = "application/octet-stream", Length = source.Length };
    }
}
