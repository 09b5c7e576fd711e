using MediaNode.Formats.Sound;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class FlacReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(FlacReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Sound.Flac()),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, FlacReader.TryRead);
}
