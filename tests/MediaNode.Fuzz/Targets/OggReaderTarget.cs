using MediaNode.Formats.Sound;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class OggReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(OggReader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Sound.Voice(2)),
        .. Cuts(Join(Handmade.Sound.Voice(1), Handmade.Sound.Voice(2, serial: 8))),
        .. Cuts(Join(
            Handmade.Sound.OggPage(2, 1, 0, Join(Text("\x80theora\x03\x02\x01"), Big(4, 0x00140012), Big(6, 0x000140000120),
                new byte[2], Big(4, 25), Big(4, 1), new byte[20])),
            Handmade.Sound.OggPage(2, 2, 0, Join(Text("\x01vorbis\0\0\0\0\x02"), Little(4, 44_100), new byte[14])),
            Handmade.Sound.OggPage(4, 1, 640, new byte[9]))),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, OggReader.TryRead);
}
