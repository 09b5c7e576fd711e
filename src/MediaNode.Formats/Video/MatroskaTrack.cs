using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>The element TrackEntry: RFC 9559 §5.1.4.1, with the codecs of RFC 9559 §27.2's registry.</summary>
internal static class MatroskaTrack
{
    public static TrackFacts Read(ByteCursor entry)
    {
        var facts = new TrackFacts { Kind = TrackKind.Other, Codec = "unknown" };
        while (EbmlElement.Next(entry) is { } element)
        {
            facts = element.Id switch
            {
                0x83 => facts with { Kind = element.Number() switch { 1 => TrackKind.Video, 2 => TrackKind.Audio, _ => TrackKind.Other } },
                0x86 => facts with { Codec = CodecOf(element.Text()) },
                0xe0 => ReadVideo(facts, element.Body),
                0xe1 => ReadAudio(facts with { Channels = 1, SampleRate = 8000 }, element.Body), // What holds when nothing is said.
                _ => facts,
            };
        }

        return facts.Codec == "opus" ? facts with { SampleRate = 48_000 } : facts;
    }

    private static TrackFacts ReadVideo(TrackFacts facts, ByteCursor video)
    {
        while (EbmlElement.Next(video) is { } element)
        {
            facts = element.Id switch
            {
                0xb0 => facts with { Width = Bounded(element.Number()) },
                0xba => facts with { Height = Bounded(element.Number()) },
                _ => facts,
            };
        }

        return facts;
    }

    private static TrackFacts ReadAudio(TrackFacts facts, ByteCursor audio)
    {
        while (EbmlElement.Next(audio) is { } element)
        {
            facts = element.Id switch
            {
                0x9f => facts with { Channels = Bounded(element.Number()) },
                0xb5 or 0x78b5 when element.Real() is > 0 and < int.MaxValue and var rate => facts with { SampleRate = (int)rate },
                _ => facts,
            };
        }

        return facts;
    }

    private static int Bounded(ulong number) => (int)Math.Min(number, int.MaxValue);

    private static string CodecOf(string id) => id switch
    {
        "V_VP8" => "vp8",
        "V_VP9" => "vp9",
        "V_AV1" => "av1",
        "V_MPEG4/ISO/AVC" => "h264",
        "V_MPEGH/ISO/HEVC" => "hevc",
        "V_MPEG4/ISO/SP" or "V_MPEG4/ISO/ASP" or "V_MPEG4/ISO/AP" => "mpeg4",
        "V_MPEG1" => "mpeg1video",
        "V_MPEG2" => "mpeg2video",
        "V_MJPEG" => "mjpeg",
        "V_THEORA" => "theora",
        "A_OPUS" => "opus",
        "A_VORBIS" => "vorbis",
        "A_FLAC" => "flac",
        "A_MPEG/L3" => "mp3",
        "A_MPEG/L2" => "mp2",
        "A_AC3" => "ac3",
        "A_EAC3" => "eac3",
        "A_DTS" => "dts",
        _ when id.StartsWith("A_AAC", StringComparison.Ordinal) => "aac",
        _ => "unknown",
    };
}
