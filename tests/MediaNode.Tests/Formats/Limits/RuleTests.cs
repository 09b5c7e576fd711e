using System.Reflection;
using System.Text.RegularExpressions;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Limits;

public partial class RuleTests
{
    [Fact]
    public void Every_rule_is_listed_once()
    {
        var declared = typeof(Rule).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Rule)).Select(field => (Rule)field.GetValue(null)!);

        Rule.All.ShouldBe(declared, ignoreOrder: true);
        Rule.All.Select(rule => rule.Id).ShouldBeUnique();
    }

    [Fact]
    public void Every_rule_says_for_whom_what_and_how_in_words_that_fit_a_table()
    {
        foreach (var rule in Rule.All)
        {
            Id().IsMatch(rule.Id).ShouldBeTrue(rule.Id);
            rule.Kinds.ShouldNotBeEmpty(rule.Id);
            foreach (var text in new[] { rule.Accepted, rule.HowTo })
            {
                text.ShouldBePlain();
                text.ShouldEndWith(".");
                text.ShouldNotContain('|');
            }
        }
    }

    [Fact]
    public void Every_kind_with_types_has_a_rule_for_them()
    {
        foreach (var limit in KindLimit.All)
        {
            (Rule.TypeOf(limit.Kind) is not null).ShouldBe(limit.Types.Count > 0);
        }
    }

    [Fact]
    public void The_table_is_that_of_the_original()
    {
        KindLimit.All.Select(limit => limit.Kind).ShouldBe(Enum.GetValues<Kind>(), ignoreOrder: true);
        KindLimit.All.ShouldAllBe(limit => limit == KindLimit.Of(limit.Kind));
        KindLimit.Of(Kind.Image).MostSealed.ShouldBe(5 * 1024 * 1024);
        KindLimit.Of(Kind.Sticker).MostSealed.ShouldBe(100 * 1024);
        KindLimit.Of(Kind.Audio).MostSealed.ShouldBe(16 * 1024 * 1024);
        KindLimit.Of(Kind.Voice).MostSealed.ShouldBe(16 * 1024 * 1024);
        KindLimit.Of(Kind.Video).MostSealed.ShouldBe(16 * 1024 * 1024);
        KindLimit.Of(Kind.Document).MostSealed.ShouldBe(100 * 1024 * 1024);
        KindLimit.Of(Kind.Audio).Types.ShouldBe(["audio/aac", "audio/mp4", "audio/amr", "audio/mpeg", "audio/ogg; codecs=opus"]);
    }

    [Fact]
    public void Every_kind_has_a_name_that_reads_back()
    {
        foreach (var kind in Enum.GetValues<Kind>())
        {
            var read = Kinds.Find(Kinds.NameOf(kind));
            read.ShouldBe(kind);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Image")]
    [InlineData("0")]
    [InlineData("gif")]
    public void What_is_no_kind_is_not_read(string? name) => Kinds.Find(name).ShouldBeNull();

    [GeneratedRegex("^[a-z]+\\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex Id();
}
