using MediaNode.Formats;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class MediaTypeTests
{
    [Theory]
    [InlineData("image/jpeg", "image", "jpeg")]
    [InlineData("IMAGE/Jpeg", "image", "jpeg")]
    [InlineData("audio/ogg; codecs=opus", "audio", "ogg")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application",
        "vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("image/svg+xml;charset=utf-8", "image", "svg+xml")]
    [InlineData("x!#$%&'+-.^_`|~/y*z", "x!#$%&'+-.^_`|~", "y*z")]
    public void The_essence_is_type_and_subtype_in_lower_case(string text, string type, string subtype)
    {
        var parsed = Parsed(text);

        parsed.Essence.ShouldBe($"{type}/{subtype}");
        parsed.Type.ShouldBe(type);
        parsed.Subtype.ShouldBe(subtype);
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("Audio/OGG;codecs=\"opus\"")]
    [InlineData("text/plain ; Charset=UTF-8 ;")]
    [InlineData(" \timage/png\t ")]
    [InlineData("a/b;c=\"\\d\"")]
    public void The_text_is_kept_as_it_was_given(string text)
    {
        Parsed(text).Text.ShouldBe(text);
        Parsed(text).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("audio/ogg; codecs=opus", "codecs", "opus")]
    [InlineData("audio/ogg;CODECS=Opus", "codecs", "Opus")]
    [InlineData("video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"", "codecs", "avc1.42E01E, mp4a.40.2")]
    [InlineData("a/b; name=\"say \\\"hi\\\" \\\\ b\\ye; x=y\"", "name", "say \"hi\" \\ bye; x=y")]
    [InlineData("a/b; name=\" tab\tinside \"", "name", " tab\tinside ")]
    [InlineData("a/b \t;\t c=d", "c", "d")]
    [InlineData("a/b;c=d*e'f", "c", "d*e'f")]
    [InlineData("a/b; filename*=utf-8''x%20y", "filename*", "utf-8''x%20y")]
    [InlineData("a/b; c=\"\\\"\"", "c", "\"")]
    public void A_parameter_is_found_by_its_name_without_quotes_and_escapes(string text, string name, string value)
    {
        var parameters = Parsed(text).Parameters;

        parameters.Count.ShouldBe(1);
        parameters[name].ShouldBe(value);
        parameters[name.ToUpperInvariant()].ShouldBe(value);
    }

    [Theory]
    [InlineData("a/b;")]
    [InlineData("a/b ; ")]
    [InlineData("a/b;;; ;\t;")]
    [InlineData(" a/b\t")]
    public void Empty_parameters_and_white_space_around_parts_are_tolerated(string text)
    {
        Parsed(text).Parameters.ShouldBeEmpty();
        Parsed(text).ShouldBe(Parsed("a/b"));
    }

    [Fact]
    public void Several_parameters_keep_their_order()
    {
        Parsed("a/b; z=1; ; y=\"2\";x=3;").Parameters.Select(p => $"{p.Key}={p.Value}").ShouldBe(["z=1", "y=2", "x=3"]);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", true)]
    [InlineData("MULTIPART/mixed", true)]
    [InlineData("multipartx/mixed", false)]
    [InlineData("application/multipart", false)]
    public void Multipart_is_told_by_the_type(string text, bool multipart) => Parsed(text).IsMultipart.ShouldBe(multipart);

    [Fact]
    public void A_text_of_the_greatest_length_is_accepted()
    {
        Parsed($"a/{new string('b', MediaType.MaxLength - 2)}").Text.Length.ShouldBe(255);
        Parsed($"a/b;c=\"{new string('d', MediaType.MaxLength - 8)}\"").Parameters["c"].Length.ShouldBe(247);
        Parsed("a/b" + string.Concat(Enumerable.Range(0, 42).Select(i => $";p{i:D2}=v"))).Parameters.Count.ShouldBe(42);
    }

    [Fact]
    public void A_common_media_type_copies_nothing_of_its_text()
    {
        const string Text = "image/jpeg";

        Parsed(Text).Essence.ShouldBeSameAs(Text);
    }

    private static MediaType Parsed(string text)
    {
        MediaType.TryParse(text, out var type, out var why).ShouldBeTrue(why);
        why.ShouldBeNull();
        return type.ShouldNotBeNull();
    }
}
