using MediaNode.Formats;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class MediaTypeEqualityTests
{
    [Theory]
    [InlineData("image/jpeg", "IMAGE/JPEG")]
    [InlineData("Audio/OGG;codecs=\"opus\"", "audio/ogg; codecs=opus")]
    [InlineData("audio/ogg; codecs=OPUS", "audio/ogg; codecs=opus")]
    [InlineData("text/plain; charset=UTF-8", "text/plain; Charset=\"utf-8\"")]
    [InlineData("a/b; c=1; d=2", "a/b; d=2; c=1")]
    [InlineData("a/b; c=d", "a/b ;; C=\"\\d\" ;")]
    [InlineData("a/b; c=\"d e\"", "a/b;c=\"d\\ e\"")]
    public void Media_types_are_equal_however_they_are_spelt(string left, string right)
    {
        Same(left, right).ShouldBeTrue();
        Of(left).GetHashCode().ShouldBe(Of(right).GetHashCode());
    }

    [Theory]
    [InlineData("image/jpeg", "image/jpg")]
    [InlineData("image/jpeg", "video/jpeg")]
    [InlineData("audio/ogg", "audio/ogg; codecs=opus")]
    [InlineData("audio/ogg; codecs=opus", "audio/ogg; codecs=vorbis")]
    [InlineData("a/b; c=d", "a/b; c=D")]
    [InlineData("a/b; c=d", "a/b; e=d")]
    [InlineData("a/b; c=1; d=2", "a/b; c=2; d=1")]
    [InlineData("a/b; c=\"d e\"", "a/b; c=\"d  e\"")]
    [InlineData("a/b; codecsx=A", "a/b; codecsx=a")]
    public void Media_types_that_mean_something_else_are_not_equal(string left, string right) => Same(left, right).ShouldBeFalse();

    [Fact]
    public void Nothing_equals_a_media_type_but_a_media_type()
    {
        var type = Of("a/b");
        MediaType? none = null;

        type.Equals((object)"a/b").ShouldBeFalse();
        type.Equals(none).ShouldBeFalse();
        (type == none).ShouldBeFalse();
        (none == type).ShouldBeFalse();
        (none == null).ShouldBeTrue();
    }

    [Fact]
    public void Hash_codes_tell_media_types_apart()
    {
        string[] texts = ["a/b", "a/c", "a/b; c=1", "a/b; c=2", "a/b; d=1", "a/b; c=1; d=2", "a/b; c=2; d=1"];

        texts.Select(text => Of(text).GetHashCode()).Distinct().Count().ShouldBe(texts.Length);
    }

    /// <summary>All ways of asking must agree, in both directions.</summary>
    private static bool Same(string left, string right)
    {
        var (a, b) = (Of(left), Of(right));
        bool[] answers = [a.Equals(b), b.Equals(a), a.Equals((object)b), a == b, !(a != b), new HashSet<MediaType> { a }.Contains(b)];
        return answers.Distinct().ShouldHaveSingleItem();
    }

    private static MediaType Of(string text) =>
        MediaType.TryParse(text, out var type, out var why) ? type : throw new ArgumentException(why, nameof(text));
}
