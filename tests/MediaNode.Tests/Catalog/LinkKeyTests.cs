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

    [Theory]
    [InlineData("https://files.example/a.jpg?signature=s3cret", "https://files.example/a.jpg?…")]
    [InlineData("https://files.example/a.jpg?q= failed with error: s3cret", "https://files.example/a.jpg?…")]
    [InlineData("https://ada:s3cret@files.example/a.jpg", "https://…@files.example/a.jpg")]
    public void An_error_is_shown_without_what_may_be_a_secret(string url, string shown)
    {
        LinkError.Title(url, "404 (Not Found)").ShouldBe($"Request for url {url} failed with error: 404 (Not Found)");
        LinkError.Shown(LinkError.Title(url, "404 (Not Found)")).ShouldBe($"Request for url {shown} failed with error: 404 (Not Found)");
    }

    [Fact]
    public void Another_title_is_shown_as_it_is() => LinkError.Shown("Internal error").ShouldBe("Internal error");

    [Theory]
    [InlineData("https://files.example/a.jpg", "https://files.example:443")]
    [InlineData("HTTPS://Files.Example:443?a", "https://files.example:443")]
    [InlineData("http://files.example:8080/a.jpg#x", "http://files.example:8080")]
    [InlineData("http://[2001:470::1]/a.jpg", "http://[2001:470::1]:80")]
    [InlineData("http://0x0a000001/", "http://10.0.0.1:80")]
    public void An_origin_has_one_spelling(string url, string origin) => new LinkKey(url, "", 0).Origin.ShouldBe(origin);
}
