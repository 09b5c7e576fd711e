using System.Text;
using MediaNode.Fuzz.Targets;

namespace MediaNode.Fuzz;

/// <summary>A fuzz target as a value.</summary>
public sealed record FuzzTarget(string Name, Type Parser, IReadOnlyList<byte[]> Seeds, Action<ReadOnlySpan<byte>> Fuzz)
{
    /// <summary>Every target there is: one for each parser in MediaNode.Formats, which a test makes sure of.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of<AdtsReaderTarget>(),
        Of<AmrReaderTarget>(),
        Of<AsfReaderTarget>(),
        Of<AviReaderTarget>(),
        Of<ByteRangeTarget>(),
        Of<FlacReaderTarget>(),
        Of<FlvReaderTarget>(),
        Of<MatroskaReaderTarget>(),
        Of<MediaTypeTarget>(),
        Of<Mp4ReaderTarget>(),
        Of<MpegAudioReaderTarget>(),
        Of<MpegReaderTarget>(),
        Of<OggReaderTarget>(),
        Of<OpenerTarget>(),
        Of<WavReaderTarget>(),
        .. ReaderTargets.All,
        .. RedeliveryTargets.All,
    ];

    public static FuzzTarget Of<T>() where T : IFuzzTarget =>
        new(T.Parser.Name, T.Parser, [.. T.Seeds.Select(Encoding.Latin1.GetBytes)], T.Fuzz);

    public override string ToString() => Name;
}
