using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Limits;

public class AdviceTests
{
    private const string Picture = "This is a picture: send it as image or document.";
    private const string Video = "This is a video: send it as video or document.";
    private const string Sound = "This is sound: send it as audio or document.";
    private const string Document = "This is a document: send it as document.";

    [Fact]
    public void Media_of_another_sort_are_told_what_they_can_be_sent_as()
    {
        Advice.For(Rule.AudioType, Sample.Jpeg, Kind.Audio).ShouldBe(Picture);
        Advice.For(Rule.MediaSize, Sample.Jpeg, Kind.Voice).ShouldBe(Picture);
        Advice.For(Rule.VideoType, Sample.Jpeg, Kind.Video).ShouldBe(Picture);
        Advice.For(Rule.StickerType, Sample.Mp4, Kind.Sticker).ShouldBe(Video);
        Advice.For(Rule.AudioTracks, Sample.Mp4 with { Tracks = [Sample.Picture] }, Kind.Audio).ShouldBe(Video);
        Advice.For(Rule.VideoCodec, Sample.M4a, Kind.Video).ShouldBe(Sound);
        Advice.For(Rule.ImageType, Sample.Pdf, Kind.Image).ShouldBe(Document);
        Advice.For(Rule.ImageType, Sample.Unknown, Kind.Image).ShouldBe("This is of no known format: send it as document.");
    }

    [Fact]
    public void What_can_be_converted_is_told_how_for_its_kind_alone()
    {
        Advice.For(Rule.AudioType, Sample.Mp4, Kind.Audio).ShouldBe("Convert it: ffmpeg -i IN -vn -c:a aac OUT.m4a.");
        Advice.For(Rule.AudioType, Sample.M4a, Kind.Voice).ShouldBe("Convert it: ffmpeg -i IN -vn -c:a libopus -ac 1 OUT.ogg.");
        Advice.For(Rule.StickerType, Sample.Png, Kind.Sticker).ShouldBe(Rule.StickerType.HowTo);
        Advice.For(Rule.MediaPixels, Sample.Mp4, Kind.Video).ShouldStartWith("Make it smaller: ffmpeg ");
        Advice.For(Rule.MediaPixels, Sample.Png, Kind.Image).ShouldEndWith("OUT.jpg 4096.");
        Advice.For(Rule.MediaFrames, Sample.Sticker, Kind.Sticker).ShouldContain("OUT.webp");
    }

    [Theory]
    [InlineData(Kind.Image, "vips jpegsave")]
    [InlineData(Kind.Sticker, "vips thumbnail IN 'OUT.webp[Q=60,strip]' 512 --height 512")]
    [InlineData(Kind.Audio, "-c:a aac")]
    [InlineData(Kind.Voice, "-c:a libopus")]
    [InlineData(Kind.Video, "-c:v libx264")]
    [InlineData(Kind.Document, "Split it")]
    public void What_is_too_large_is_told_the_way_of_its_kind(Kind kind, string way)
    {
        var facts = kind switch
        {
            Kind.Image or Kind.Sticker => Sample.Sticker,
            Kind.Audio or Kind.Voice => Sample.M4a,
            Kind.Video => Sample.Mp4,
            _ => Sample.Pdf,
        };

        Advice.For(Rule.MediaSize, facts, kind).ShouldContain(way);
    }

    [Fact]
    public void What_nobody_has_measured_is_told_the_rules_own_way() =>
        Advice.For(Rule.VideoType, Sample.Mp4 with { Tracks = [] }, Kind.Video).ShouldBe(Rule.VideoType.HowTo);

    [Fact]
    public void Every_advice_is_plain()
    {
        MediaFacts[] media = [Sample.Jpeg, Sample.Sticker, Sample.M4a, Sample.Voice, Sample.Mp4, Sample.Pdf, Sample.Unknown];
        foreach (var facts in media)
        {
            foreach (var (rule, kind) in Rule.All.SelectMany(rule => rule.Kinds.Select(kind => (rule, kind))))
            {
                var advice = Advice.For(rule, facts, kind);
                advice.ShouldBePlain();
                advice.ShouldEndWith(".");
            }
        }
    }
}
