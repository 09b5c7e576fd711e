using MediaNode.Catalog;
using MediaNode.Retention;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

public class RetentionRulesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("outgoing=30d", "outgoing=30d")]
    [InlineData(" outgoing = 30d ; incoming/video=36h,", "outgoing=30d, incoming/video=36h")]
    [InlineData("link=48h", "link=2d")]
    public void Rules_are_read_as_they_are_written(string text, string written)
    {
        RetentionRules.TryParse(text, out var rules, out _).ShouldBeTrue();
        rules!.ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData("everything=30d", "is no rule")]
    [InlineData("outgoing/films=30d", "is no rule")]
    [InlineData("outgoing=30", "is no rule")]
    [InlineData("outgoing=-1d", "is no rule")]
    [InlineData("outgoing=0d", "from 1h")]
    [InlineData("outgoing=999999d", "from 1h")]
    [InlineData("outgoing=3d, outgoing=4d", "before it")]
    public void What_is_no_rule_is_refused_with_words(string text, string why)
    {
        RetentionRules.TryParse(text, out _, out var said).ShouldBeFalse();
        said!.ShouldContain(why);
    }

    [Theory]
    [InlineData(MediaOrigin.Uploaded, "image/png", "outgoing=30d")]
    [InlineData(MediaOrigin.Uploaded, "IMAGE/WEBP; x=1", "outgoing/sticker=2d")]
    [InlineData(MediaOrigin.Uploaded, "video/mp4", "outgoing/video=5d")]
    [InlineData(MediaOrigin.Fetched, "video/mp4", "link=7d")]
    [InlineData(MediaOrigin.Received, "image/webp", "incoming/image=9d")]
    [InlineData(MediaOrigin.Received, "application/pdf", "incoming/document=8d")]
    [InlineData(MediaOrigin.Received, "audio/ogg; codecs=opus", null)]
    internal void Of_several_rules_the_narrowest_holds(MediaOrigin origin, string type, string? rule)
    {
        RetentionRules.TryParse(
            "outgoing=30d, outgoing/sticker=2d, outgoing/video=5d, link=7d, incoming/document=8d, incoming/image=9d", out var rules, out _).ShouldBeTrue();

        rules!.For(origin, type)?.ToString().ShouldBe(rule);
    }
}
