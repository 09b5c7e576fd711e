using MediaNode.Formats.Sound;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class AmrReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(AmrReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Sound.Amr(5)),
        .. Cuts(Handmade.Sound.AmrWide(3)),
        .. Cuts(Join(Text("#!AMR_MC1.0\n\0\0\0\x02"), Handmade.Sound.Amr(2)[6..])),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, AmrReader.TryRead);
}
