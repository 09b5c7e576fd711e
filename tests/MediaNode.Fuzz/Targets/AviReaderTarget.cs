using MediaNode.Formats.Video;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class AviReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(AviReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.OtherVideo.Avi()),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, AviReader.TryRead);
}
