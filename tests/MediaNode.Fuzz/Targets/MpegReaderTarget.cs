using MediaNode.Formats.Video;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class MpegReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(MpegReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.OtherVideo.Transport(4)),
        .. Cuts(Join([0, 0, 1, 0xba, 0x44], new byte[16])),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, MpegReader.TryRead);
}
