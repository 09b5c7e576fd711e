using MediaNode.Formats.Video;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class AsfReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(AsfReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.OtherVideo.Asf()),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, AsfReader.TryRead);
}
