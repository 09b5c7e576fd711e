using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Limits;

public class ClaimedTypeTests
{
    [Theory]
    [InlineData(null, Container.Jpeg, "image/jpeg")]
    [InlineData("", Container.Jpeg, "image/jpeg")]
    [InlineData("application/octet-stream", Container.Jpeg, "image/jpeg")]
    [InlineData("Application/Octet-Stream; x=y", Container.Mp4, "video/mp4")]
    [InlineData("IMAGE/JPEG", Container.Jpeg, "image/jpeg")]
    [InlineData("image/jpg", Container.Jpeg, "image/jpeg")]
    [InlineData("Image/JPG; q=1", Container.Jpeg, "image/jpeg")]
    [InlineData("audio/mp3", Container.Mp3, "audio/mpeg")]
    [InlineData("audio/x-m4a", Container.Mp4, "audio/mp4")]
    [InlineData("audio/m4a", Container.Mp4, "audio/mp4")]
    [InlineData("audio/opus", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("audio/ogg", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("application/ogg", Container.Ogg, "audio/ogg; codecs=vorbis")]
    [InlineData("Audio/OGG;codecs=\"opus\"", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("audio/ogg; codecs=OPUS; rate=48000", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("audio/x-wav", Container.Wav, "audio/wav")]
    [InlineData("video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"", Container.Mp4, "video/mp4")]
    [InlineData("video/mp4", Container.Mp4, "audio/mp4")]
    [InlineData("video/3gpp", Container.ThreeGp, "audio/3gpp")]
    [InlineData("video/mp4", Container.ThreeGp, "video/3gpp")]
    [InlineData("video/quicktime", Container.Mp4, "video/quicktime")]
    [InlineData("text/csv; charset=utf-8", Container.Text, "text/plain")]
    [InlineData("application/json", Container.Text, "text/plain")]
    [InlineData("application/epub+zip", Container.Zip, "application/zip")]
    [InlineData("application/vnd.ms-excel", Container.CompoundFile, "application/msword")]
    [InlineData("application/xhtml+xml", Container.Xml, "application/xml")]
    [InlineData("application/dicom", Container.Unknown, "application/octet-stream")]
    public void A_claim_that_the_bytes_bear_out_is_no_breach(string? claimed, Container container, string type) =>
        Claims(claimed, container, type).ShouldBeEmpty();

    [Theory]
    [InlineData("image/png", Container.Jpeg, "image/jpeg")]
    [InlineData("video/jpeg", Container.Jpeg, "image/jpeg")]
    [InlineData("audio/ogg; codecs=vorbis", Container.Ogg, "audio/ogg; codecs=opus")]
    [InlineData("audio/opus", Container.Ogg, "audio/ogg; codecs=vorbis")]
    [InlineData("audio/mpeg", Container.Mp4, "audio/mp4")]
    [InlineData("audio/mp4", Container.Mp4, "video/mp4")]
    [InlineData("video/quicktime", Container.Mp4, "video/mp4")]
    [InlineData("video/mp4", Container.Mp4, "video/quicktime")]
    [InlineData("video/mp4", Container.Matroska, "video/x-matroska")]
    [InlineData("application/pdf", Container.Text, "text/plain")]
    [InlineData("application/pdf", Container.Unknown, "application/octet-stream")]
    [InlineData("image/jpeg", Container.Unknown, "application/octet-stream")]
    [InlineData("image/png", Container.Zip, "application/zip")]
    [InlineData("application/zip", Container.Pdf, "application/pdf")]
    [InlineData("image/*", Container.Jpeg, "image/jpeg")]
    [InlineData("no media type", Container.Jpeg, "image/jpeg")]
    public void A_claim_that_the_bytes_contradict_is_a_breach(string claimed, Container container, string type) =>
        Claims(claimed, container, type).ShouldBe([Rule.DocumentClaimedType]);

    [Fact]
    public void The_rule_of_a_false_claim_is_required_but_for_documents()
    {
        Rule.MediaClaimedType.Force.ShouldBe(RuleForce.Required);
        Rule.MediaClaimedType.Kinds.ShouldBe(Kinds.All.Except([Kind.Document]), ignoreOrder: true);
        Rule.DocumentClaimedType.Force.ShouldBe(RuleForce.Advised);
    }

    private static IEnumerable<Rule> Claims(string? claimed, Container container, string type) =>
        Conformance.Check(new MediaFacts { Container = container, Type = type, Length = 1 }, Kind.Document, claimed).Select(breach => breach.Rule);
}
