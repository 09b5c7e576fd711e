using System.Text.RegularExpressions;
using MediaNode.Formats.Inspection;
using static MediaNode.Fuzz.BrokenPromiseException;

namespace MediaNode.Fuzz.Targets;

/// <summary>What each reader of a media format promises, whatever the bytes.</summary>
internal static partial class MediaReaderPromises
{
    private const int MostTracks = 64;

    // A cursor's share of a source, and as much again for a second look behind the end of the sound.
    private const long MostBytes = 2 * 6 * 1024 * 1024;

    public static void Check(ReadOnlySpan<byte> input, Func<ByteSource, MediaFacts?> read)
    {
        var source = new CountingSource(input.ToArray());
        var facts = read(source);
        Unless(source.BytesRead <= MostBytes, "what is read is bounded");
        if (facts is null)
        {
            return;
        }

        Unless(facts.Container != Container.Unknown, "a reader that answers knows the container");
        Unless(facts.Length == input.Length, "the length is that of the source");
        Unless(MediaNode.Formats.MediaType.TryParse(facts.Type, out _, out _), "the type is a media type");
        Unless(facts.Tracks.Count <= MostTracks, "tracks are bounded");
        Unless(facts.Brands.Count <= MostTracks, "brands are bounded");
        Unless(facts.Brands.All(brand => Brand().IsMatch(brand)), "brands are four printable characters");
        Unless(facts.Duration is not { Ticks: < 0 }, "no duration is negative");
        Unless(facts.Damage is null || Sentence().IsMatch(facts.Damage), "damage is one printable sentence");
        foreach (var track in facts.Tracks)
        {
            Unless(track.Width is not < 0 && track.Height is not < 0, "no edge is negative");
            Unless(track.Channels is not < 0 && track.SampleRate is not < 0, "neither channels nor rate are negative");
            Unless(track.Rotation is 0 or 90 or 180 or 270, "pictures turn by right angles");
            Unless(Codec().IsMatch(track.Codec), "a codec is a name");
        }
    }

    [GeneratedRegex(@"\A[ -~]{4}\z")]
    private static partial Regex Brand();

    [GeneratedRegex(@"\A[A-Z][ -~]{10,150}\.\z")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\A[a-z0-9_]+\z")]
    private static partial Regex Codec();
}
