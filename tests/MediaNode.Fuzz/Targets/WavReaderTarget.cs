using MediaNode.Formats.Sound;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class WavReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(WavReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Sound.Wav(400, 400)),
        .. Cuts(Handmade.Sound.Wav(0xffffffff, 100)),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, WavReader.TryRead);
}
