using MediaNode.Formats.Video;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class MatroskaReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(MatroskaReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.OtherVideo.Matroska("webm")),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, MatroskaReader.TryRead);
}
