using System.Text.RegularExpressions;
using MediaNode.Formats;
using MediaNode.Formats.Documents;
using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Fuzz.Samples;
using static MediaNode.Fuzz.BrokenPromiseException;

namespace MediaNode.Fuzz.Targets;

/// <summary>The readers of pictures and documents, which share their promises.</summary>
internal static partial class ReaderTargets
{
    private const long MostRead = 8 * 1024 * 1024;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of(typeof(JpegReader), JpegSamples.All, JpegReader.TryRead),
        Of(typeof(PngReader), PngSamples.All, PngReader.TryRead),
        Of(typeof(GifReader), GifSamples.All, GifReader.TryRead),
        Of(typeof(WebPReader), WebPSamples.All, WebPReader.TryRead),
        Of(typeof(HeifReader), HeifSamples.All, HeifReader.TryRead),
        Of(typeof(TiffReader), TiffSeeds, TiffReader.TryRead),
        Of(typeof(BmpReader), BmpSamples.All, BmpReader.TryRead),
        Of(typeof(PdfReader), DocumentSamples.Pdfs, source => PdfReader.TryRead(source) ?? PdfReader.TryReadLate(source)),
        Of(typeof(ZipReader), DocumentSamples.Zips, ZipReader.TryRead),
        Of(typeof(CompoundFileReader), DocumentSamples.CompoundFiles, CompoundFileReader.TryRead),
        Of(typeof(PostScriptReader), DocumentSamples.Texts, PostScriptReader.TryRead),
        Of(typeof(PlaylistReader), DocumentSamples.Texts, PlaylistReader.TryRead),
        Of(typeof(MarkupReader), DocumentSamples.Texts, MarkupReader.TryRead),
        Of(typeof(PlainTextReader), DocumentSamples.Texts, PlainTextReader.TryRead),
        Of(typeof(MediaSniffer), Everything, MediaSniffer.Inspect),
        new(nameof(MetadataStripper), typeof(MetadataStripper), [.. JpegSamples.All, .. PngSamples.All, .. WebPSamples.All], Strip),
    ];

    private static IEnumerable<byte[]> TiffSeeds =>
    [
        .. Pieces.AndCut(ExifSamples.Tiff(pages: 2)), .. Pieces.AndCut(ExifSamples.BigTiff()),
        ExifSamples.Circle(), ExifSamples.Exif(6), ExifSamples.BigEndianExif(1),
    ];

    private static IEnumerable<byte[]> Everything =>
    [
        .. JpegSamples.All, .. PngSamples.All, .. GifSamples.All, .. WebPSamples.All, .. HeifSamples.All, .. TiffSeeds, .. BmpSamples.All,
        .. DocumentSamples.Pdfs, .. DocumentSamples.Zips, .. DocumentSamples.CompoundFiles, .. DocumentSamples.Texts,
    ];

    private static FuzzTarget Of(Type parser, IEnumerable<byte[]> seeds, Func<ByteSource, MediaFacts?> read) =>
        new(parser.Name, parser, [.. seeds], input => Check(input, read));

    private static void Check(ReadOnlySpan<byte> input, Func<ByteSource, MediaFacts?> read)
    {
        var source = new CountingSource(input.ToArray());
        var facts = read(source);
        Unless(source.BytesRead <= MostRead, "what is read is bounded");
        if (facts is null)
        {
            return;
        }

        Unless(facts.Length == input.Length, "the length is that of the bytes");
        Unless(MediaType.TryParse(facts.Type, out _, out _), "the type is a media type");
        Unless(facts.Damage is null || Sentence().IsMatch(facts.Damage), "damage is one short printable sentence");
        if (facts.Image is { } image)
        {
            Unless(image is { Width: > 0, Height: > 0, BitDepth: >= 0 }, "a picture has a size");
            Unless(image.Orientation is >= 1 and <= 8, "an orientation is one of eight");
            Unless(image.Frames is >= 1 and <= ImageFacts.MostFrames, "frames are counted up to a bound");
            Unless(image.HasMetadata || !image.HasLocation || facts.Container is Container.Tiff, "a place is told by metadata");
        }

        var isPicture = facts.Container is >= Container.Jpeg and <= Container.Bmp;
        Unless(facts.Image is not null || facts.Damage is not null || !isPicture,
            "a picture has a size or is damaged");
    }

    private static void Strip(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        using var stripped = new MemoryStream();
        var done = MetadataStripper.TryStrip(new MemorySource(bytes), stripped, out var why);
        Unless(done == why is null, "the answer is a picture or a reason");
        Unless(stripped.Length <= bytes.Length, "stripping only takes away");
        if (!done)
        {
            Unless(Sentence().IsMatch(why!), "a reason is one short printable sentence");
            return;
        }

        var before = MediaSniffer.Inspect(new MemorySource(bytes));
        var after = MediaSniffer.Inspect(new MemorySource(stripped.ToArray()));
        Unless(after is { Damage: null, Image: { HasMetadata: false, HasLocation: false } },
            "what is stripped is whole and has no metadata");
        Unless(after.Image == before.Image! with { HasMetadata = false, HasLocation = false }, "nothing else about the picture changes");
    }

    [GeneratedRegex(@"\A[A-Z][ -~]{10,148}\.\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
