using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

public sealed class LinkKeyTests
{
    [Theory]
    [InlineData("https://files.example/a.jpg", "https://files.example/a.jpg")]
    [InlineData("https://files.example/a.jpg?signature=s3cret&x=1", "https://files.example/a.jpg?…")]
    [InlineData("https://files.example/a.jpg#s3cret", "https://files.example/a.jpg#…")]
    [InlineData("https://ada:s3cret@files.example/a@b.jpg?q", "https://…@files.example/a@b.jpg?…")]
    [InlineData("https://ada:s3cret@files.example", "https://…@files.example")]
    [InlineData("https://files.example?s3cret@x", "https://files.example?…")]
    public void A_link_is_shown_without_what_may_be_a_secret(string url, string shown)
    {
        new LinkKey(url, "", 0).Shown.ShouldBe(shown);
        $"{new LinkKey(url, "", 0)}".ShouldNotContain("s3cret");
    }
}
