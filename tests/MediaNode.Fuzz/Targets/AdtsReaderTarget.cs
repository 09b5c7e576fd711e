using MediaNode.Formats.Sound;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class AdtsReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(AdtsReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Sound.Adts(5)),
        .. Cuts(Join(Handmade.Sound.Id3(20, 20), Handmade.Sound.Adts(3))),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, AdtsReader.TryRead);
}
