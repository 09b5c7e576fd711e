using MediaNode.Formats.Video;
using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Targets;

internal sealed class Mp4ReaderTarget : IFuzzTarget
{
    public static Type Parser => typeof(Mp4Reader);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        .. Cuts(Handmade.Mp4.Clip()),
        .. Cuts(Join(
            Handmade.Mp4.Ftyp("M4A "),
            Handmade.Mp4.LongBox("mdat", 20, new byte[4]),
            Handmade.Mp4.Moov(Handmade.Mp4.Track("soun", Handmade.Mp4.Sound("Opus", Handmade.Mp4.Box("dOps", new byte[11])))))),
        .. Cuts(Join(
            Handmade.Mp4.Ftyp("iso5"),
            Handmade.Mp4.Moov(
                Handmade.Mp4.Track("vide", Handmade.Mp4.Picture("vp09")),
                Handmade.Mp4.Box("mvex", Handmade.Mp4.Box("trex", Big(4, 0), Big(4, 1), Big(4, 1), Big(4, 40)))),
            Handmade.Mp4.Box("moof", Handmade.Mp4.Box("traf",
                Handmade.Mp4.Box("tfhd", Big(8, 1)),
                Handmade.Mp4.Box("tfdt", Big(8, 80)),
                Handmade.Mp4.Box("trun", Big(4, 0x100), Big(4, 2), Big(4, 40), Big(4, 40)))))),
    ];

    public static void Fuzz(ReadOnlySpan<byte> input) => MediaReaderPromises.Check(input, Mp4Reader.TryRead);
}
