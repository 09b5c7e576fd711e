using MediaNode.Formats.Video;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class FlvReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(FlvReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Join(Text("FLV\x01\x05\0\0\0\x09"), new byte[20])),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, FlvReader.TryRead);
}
