using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;
using MediaNode.Formats.Video;
using Shouldly;

namespace MediaNode.Tests.Formats;

/// <summary>All readers of sound and video, and what must hold for each of them whatever the bytes.</summary>
internal static class AvReaders
{
    public static readonly Func<ByteSource, MediaFacts?>[] All =
    [
        Mp4Reader.TryRead,
        OggReader.TryRead,
        AmrReader.TryRead,
        WavReader.TryRead,
        FlacReader.TryRead,
        MatroskaReader.TryRead,
        AviReader.TryRead,
        AsfReader.TryRead,
        FlvReader.TryRead,
        MpegReader.TryRead,
        AdtsReader.TryRead,
        MpegAudioReader.TryRead,
    ];

    /// <summary>Asks them all; no two may claim the same bytes.</summary>
    public static MediaFacts? Read(byte[] bytes) => Read(new MemorySource(bytes));

    public static MediaFacts? Read(ByteSource source) =>
        All.Select(read => read(source)).Where(facts => facts is not null).ToList() is var found && found.Count > 1 && !IsBehindTag(found)
            ? throw new ShouldAssertException($"Two readers claim it: {string.Join(", ", found.Select(facts => facts!.Container))}")
            : found.FirstOrDefault();

    // Behind an ID3 tag MP3 is what is left, and so asked last.
    private static bool IsBehindTag(List<MediaFacts?> found) => found is [_, { Container: Container.Mp3, Damage: not null }];
}
