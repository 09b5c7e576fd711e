using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Limits;

public class ConformanceTests
{
    private static readonly Dictionary<string, (Kind Kind, MediaFacts Facts)> _conforming = new()
    {
        ["a JPEG"] = (Kind.Image, Sample.Jpeg),
        ["a progressive gray JPEG with a profile and EXIF"] =
            (Kind.Image, Sample.Jpeg.With(image => image with { Color = ColorModel.Gray, Progressive = true, Profile = ColorProfile.Srgb, HasMetadata = true })),
        ["a PNG"] = (Kind.Image, Sample.Png),
        ["a PNG of one bit"] = (Kind.Image, Sample.Png.With(image => image with { Color = ColorModel.Palette, BitDepth = 1 })),
        ["a JPEG of just the most pixels"] = (Kind.Image, Sample.Jpeg.With(image => image with { Width = 10_000, Height = 5_000 })),
        ["a sticker"] = (Kind.Sticker, Sample.Sticker),
        ["a sticker without transparency"] = (Kind.Sticker, Sample.Sticker.With(image => image with { HasAlpha = false })),
        ["AAC in MP4"] = (Kind.Audio, Sample.M4a),
        ["AAC with a cover"] = (Kind.Audio, Sample.M4a with { Tracks = [Sample.Aac, Sample.Subtitles] }),
        ["ADTS"] = (Kind.Audio, Sample.Sound(Container.Adts, "audio/aac", "aac", 6)),
        ["AMR"] = (Kind.Audio, Sample.Sound(Container.Amr, "audio/amr", "amr_nb", 1)),
        ["MP3"] = (Kind.Audio, Sample.Sound(Container.Mp3, "audio/mpeg", "mp3", 2)),
        ["MP3 whose frames nobody counted"] = (Kind.Audio, Sample.Sound(Container.Mp3, "audio/mpeg", "mp3", 2) with { Tracks = [] }),
        ["mono Opus"] = (Kind.Audio, Sample.Voice),
        ["voice"] = (Kind.Voice, Sample.Voice),
        ["a video"] = (Kind.Video, Sample.Mp4),
        ["a 3GP"] = (Kind.Video, Sample.Mp4 with { Container = Container.ThreeGp, Type = "video/3gpp" }),
        ["a silent video"] = (Kind.Video, Sample.Mp4 with { Tracks = [Sample.Picture] }),
        ["High without B-frames"] = (Kind.Video, Sample.Mp4.WithPicture(track => track with { Profile = "High" })),
        ["Main with B-frames"] = (Kind.Video, Sample.Mp4.WithPicture(track => track with { HasBFrames = true })),
        ["Baseline of a phone"] =
            (Kind.Video, Sample.Mp4.WithPicture(track => track with { Profile = "Constrained Baseline", PixelFormat = "yuvj420p", Rotation = 90 })),
        ["a video that no decoder looked at"] =
            (Kind.Video, Sample.Mp4.WithPicture(track => track with { Profile = null, HasBFrames = null, PixelFormat = null, Width = null })),
        ["a PDF"] = (Kind.Document, Sample.Pdf),
        ["unknown bytes"] = (Kind.Document, Sample.Unknown),
        ["a huge turned transparent picture as document"] = (
            Kind.Document,
            Sample.Png.With(image => image with { Width = 90_000, Height = 90_000, Orientation = 3, HasAlpha = true, HasLocation = true, Frames = 9_999 })),
        ["a video as document"] = (Kind.Document, Sample.Mp4 with { Length = 90_000_000, FastStart = false }),
    };

    public static TheoryData<string> Conforming => [.. _conforming.Keys];

    public static TheoryData<string> Breaching => [.. BreachCase.All.Keys];

    [Theory]
    [MemberData(nameof(Conforming))]
    public void What_conforms_breaches_no_rule(string name)
    {
        var (kind, facts) = _conforming[name];

        Conformance.Check(facts, kind, null).ShouldBeEmpty();
        Conformance.Check(facts, kind, facts.Type).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Breaching))]
    public void What_does_not_conform_breaches_just_its_rules(string name)
    {
        var one = BreachCase.All[name];

        var breaches = Conformance.Check(one.Facts, one.Kind, one.Claimed);

        breaches.Select(breach => breach.Rule.Id).ShouldBe(one.RuleIds, ignoreOrder: true);
        foreach (var breach in breaches)
        {
            breach.Rule.Kinds.ShouldContain(one.Kind);
            breach.Found.ShouldBePlain();
            breach.Accepted.ShouldBePlain();
        }
    }

    [Fact]
    public void Every_rule_that_facts_alone_can_breach_has_a_case() =>
        Rule.All.Select(rule => rule.Id).Except(BreachCase.All.Values.SelectMany(one => one.RuleIds))
            .ShouldBe([Rule.MediaDuration.Id]); // It takes a plan to breach it.

    [Theory]
    [InlineData(Kind.Image, 5_242_863)]
    [InlineData(Kind.Sticker, 102_383)]
    [InlineData(Kind.Audio, 16_777_199)]
    [InlineData(Kind.Voice, 16_777_199)]
    [InlineData(Kind.Video, 16_777_199)]
    [InlineData(Kind.Document, 104_857_583)]
    public void The_size_counts_sealed(Kind kind, long most)
    {
        var facts = kind switch
        {
            Kind.Image => Sample.Jpeg,
            Kind.Sticker => Sample.Sticker,
            Kind.Audio or Kind.Voice => Sample.Voice,
            Kind.Video => Sample.Mp4,
            _ => Sample.Pdf,
        };

        Conformance.Check(facts with { Length = most }, kind, null).ShouldBeEmpty();
        Conformance.Check(facts with { Length = most + 1 }, kind, null).Single().Rule.ShouldBe(Rule.MediaSize);
        Conformance.Check(facts with { Length = long.MaxValue }, kind, null).Single().Rule.ShouldBe(Rule.MediaSize);
    }

    [Fact]
    public void A_breach_says_what_was_found_and_what_would_be_taken()
    {
        var size = Conformance.Check(Sample.Jpeg with { Length = 6_000_000 }, Kind.Image, null).Single();
        var type = Conformance.Check(Sample.WebP, Kind.Image, null).Single();
        var codec = Conformance.Check(Sample.Sound(Container.Mp4, "audio/mp4", "alac", 2), Kind.Audio, null).Single();

        size.Found.ShouldBe("6,000,000 bytes, and more when sealed");
        size.Accepted.ShouldBe("at most 5 MB (5,242,880 bytes) when sealed, so 5,242,863 bytes before");
        type.Found.ShouldBe("image/webp");
        type.Accepted.ShouldBe("image/jpeg or image/png");
        codec.Found.ShouldBe("alac");
        codec.Accepted.ShouldBe("aac, amr_nb, mp3 or opus");
    }

    [Fact]
    public void Bounds_are_those_that_are_given()
    {
        var facts = Sample.Gif.With(image => image with { Width = 10, Height = 11, Frames = 6 });

        Conformance.Check(facts, Kind.Image, null, new DecodeBounds(110, 6)).Select(breach => breach.Rule)
            .ShouldBe([Rule.ImageType, Rule.ImageAnimation]);
        Conformance.Check(facts, Kind.Image, null, new DecodeBounds(109, 5)).Select(breach => breach.Rule)
            .ShouldBe([Rule.ImageType, Rule.MediaPixels, Rule.MediaFrames, Rule.ImageAnimation]);
    }

    [Fact]
    public void Pixels_beyond_an_int_are_counted() =>
        Conformance.Check(Sample.Png.With(image => image with { Width = int.MaxValue, Height = int.MaxValue }), Kind.Image, null)
            .Single().Rule.ShouldBe(Rule.MediaPixels);

    [Fact]
    public void Text_that_came_from_hostile_bytes_is_shown_plain_and_short()
    {
        var facts = Sample.Mp4.WithPicture(track => track with { Codec = "h\u001b[31m\r\nSet-Cookie: é" + new string('x', 10_000) });

        var found = Conformance.Check(facts, Kind.Video, null).Single().Found;

        found.ShouldBePlain();
        found.Length.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void A_claim_is_never_repeated() =>
        Conformance.Check(Sample.Png, Kind.Image, "text/secret-words").Single().Found.ShouldBe("another type was claimed; the bytes are image/png");
}
