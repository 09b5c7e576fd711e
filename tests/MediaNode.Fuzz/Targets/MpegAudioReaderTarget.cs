using MediaNode.Formats.Sound;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class MpegAudioReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(MpegAudioReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Sound.Mp3(5)),
        .. Cuts(Join(Handmade.Sound.Xing(5, 624), Handmade.Sound.Mp3(5))),
        .. Cuts(Join(Handmade.Sound.Id3(100, 20), Handmade.Sound.Mp3(3))),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, MpegAudioReader.TryRead);
}
