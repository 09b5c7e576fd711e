using MediaNode.Formats;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class MediaTypeRefusalTests
{
    [Theory]
    [InlineData(null, "The media type is empty; one such as image/jpeg is accepted.")]
    [InlineData("", "The media type is empty; one such as image/jpeg is accepted.")]
    [InlineData(" \t ", "The media type is empty; one such as image/jpeg is accepted.")]
    [InlineData("jpeg", "The media type ends after character 4; \"/\" and a subtype is accepted there.")]
    [InlineData("image/", "The media type ends after character 6; a subtype such as jpeg is accepted there.")]
    [InlineData("/jpeg", "Character 1 is '/'; a type such as image is accepted there.")]
    [InlineData("image /jpeg", "Character 6 is white space; \"/\" and a subtype is accepted there.")]
    [InlineData("image/ jpeg", "Character 7 is white space; a subtype such as jpeg is accepted there.")]
    [InlineData("image//jpeg", "Character 7 is '/'; a subtype such as jpeg is accepted there.")]
    [InlineData("image/jpeg/x", "Character 11 is '/'; \";\" and a parameter, or the end, is accepted there.")]
    [InlineData("image/jpeg x", "Character 12 is 'x'; \";\" and a parameter, or the end, is accepted there.")]
    [InlineData("a/b;c=d e", "Character 9 is 'e'; \";\" and a parameter, or the end, is accepted there.")]
    [InlineData("a/b;c=\"d\"e", "Character 10 is 'e'; \";\" and a parameter, or the end, is accepted there.")]
    [InlineData("image/jpeg, image/png", "A list was found, with a comma at character 11; one media type is accepted.")]
    [InlineData("a/b;c=d,e/f", "A list was found, with a comma at character 8; one media type is accepted.")]
    [InlineData("*/*", "A wildcard was found; one full media type such as image/jpeg is accepted.")]
    [InlineData("image/*", "A wildcard was found; one full media type such as image/jpeg is accepted.")]
    [InlineData("*/jpeg; q=1", "A wildcard was found; one full media type such as image/jpeg is accepted.")]
    [InlineData("a/b; c", "The media type ends after character 6; \"=\" and a value is accepted there.")]
    [InlineData("a/b; c =d", "Character 7 is white space; \"=\" and a value is accepted there.")]
    [InlineData("a/b; c= d", "Character 8 is white space; a value is accepted there.")]
    [InlineData("a/b; c=", "The media type ends after character 7; a value is accepted there.")]
    [InlineData("a/b; c=;", "Character 8 is ';'; a value is accepted there.")]
    [InlineData("a/b; =d", "Character 6 is '='; a parameter name is accepted there.")]
    [InlineData("a/b; \"c\"=d", "Character 6 is '\"'; a parameter name is accepted there.")]
    [InlineData("a/b; c=\"\"", "The value at character 8 is empty; a value of at least one character is accepted.")]
    [InlineData("a/b; c=\"d", "The quote at character 8 is not closed; a value in quotes ends with a quote.")]
    [InlineData("a/b; c=\"", "The quote at character 8 is not closed; a value in quotes ends with a quote.")]
    [InlineData("a/b; c=\"d\\", "The quote at character 8 is not closed; a value in quotes ends with a quote.")]
    [InlineData("a/b; c=\"d\\\"", "The quote at character 8 is not closed; a value in quotes ends with a quote.")]
    [InlineData("a/b; c=d; C=e", "The parameter that ends at character 13 repeats a name; one parameter of each name is accepted.")]
    [InlineData("a/b; c=d; c=d", "The parameter that ends at character 13 repeats a name; one parameter of each name is accepted.")]
    public void What_is_no_media_type_is_refused_with_its_reason(string? text, string reason) => ReasonAgainst(text).ShouldBe(reason);

    [Theory]
    [InlineData('\0', 4)]
    [InlineData('\r', 4)]
    [InlineData('\n', 4)]
    [InlineData('\u000b', 4)]
    [InlineData('\u001f', 4)]
    [InlineData('\u007f', 4)]
    [InlineData('\u0080', 4)]
    [InlineData('\u00a0', 4)]
    [InlineData('é', 4)]
    [InlineData('\u212a', 4)] // The Kelvin sign, whose lower case is an ASCII letter.
    [InlineData('\uff0f', 4)] // A slash in full width.
    [InlineData('\ud83d', 4)]
    public void Control_characters_and_what_is_not_ASCII_are_refused_wherever_they_stand(char odd, int digits)
    {
        var name = ((int)odd).ToString($"X{digits}", System.Globalization.CultureInfo.InvariantCulture);

        ReasonAgainst($"{odd}image/jpeg").ShouldBe($"Character 1 is U+{name}; only printable ASCII is accepted.");
        ReasonAgainst($"image{odd}/jpeg").ShouldBe($"Character 6 is U+{name}; only printable ASCII is accepted.");
        ReasonAgainst($"image/jpeg{odd}").ShouldBe($"Character 11 is U+{name}; only printable ASCII is accepted.");
        ReasonAgainst($"a/b; c=\"{odd}\"").ShouldBe($"Character 9 is U+{name}; only printable ASCII is accepted.");
        ReasonAgainst($"a/b; c=\"\\{odd}\"").ShouldBe($"Character 10 is U+{name}; only printable ASCII is accepted.");
    }

    [Theory]
    [InlineData("image(comment)/jpeg")]
    [InlineData("<image/jpeg>")]
    [InlineData("im@ge/jpeg")]
    [InlineData("image\\jpeg")]
    [InlineData("image/jpeg?")]
    [InlineData("image/[jpeg]")]
    [InlineData("\"image/jpeg\"")]
    [InlineData("a/b; c=d:e")]
    [InlineData("a/b; c={d}")]
    public void Characters_that_no_token_may_hold_are_refused(string text) => ReasonAgainst(text).ShouldNotBeEmpty();

    [Theory]
    [InlineData(256)]
    [InlineData(100_000)]
    public void A_text_over_the_greatest_length_is_refused(int length)
    {
        ReasonAgainst($"a/{new string('b', length - 2)}").ShouldBe($"The media type has {length} characters; at most 255 are accepted.");
    }

    [Fact]
    public void A_reason_repeats_no_more_of_the_text_than_a_character()
    {
        ReasonAgainst("Bearer s3cret").ShouldBe("Character 7 is white space; \"/\" and a subtype is accepted there.");
        ReasonAgainst("a/b; s3cret=1; s3cret=2").ShouldNotContain("s3cret");
    }

    private static string ReasonAgainst(string? text)
    {
        MediaType.TryParse(text, out var type, out var why).ShouldBeFalse();
        type.ShouldBeNull();
        return why.ShouldNotBeNull();
    }
}
