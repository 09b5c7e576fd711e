using MediaNode.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

public sealed class LinkUrlTests
{
    [Theory]
    [InlineData("/a.jpg?X-Amz-Signature=ab%2Fcd%3D&X-Amz-Credential=k/20300101/eu/s3/aws4_request", null)]
    [InlineData("/a%2fb/%7Euser/%41.jpg", null)]
    [InlineData("/a/../b/./c//d.jpg", null)]
    [InlineData("/a+b=c&d;e,f(g)!h'i*j$k@l:m.jpg?a[]=1&b=?/", null)]
    [InlineData("/my holiday.jpg?q=a b", "/my%20holiday.jpg?q=a%20b")]
    [InlineData("/ä/日本.jpg?q=é", "/%C3%A4/%E6%97%A5%E6%9C%AC.jpg?q=%C3%A9")]
    [InlineData("/😀.jpg", "/%F0%9F%98%80.jpg")]
    [InlineData("/100%.jpg?50%zz", "/100%25.jpg?50%25zz")]
    [InlineData("/<a>\"{b}|\\^`", "/%3Ca%3E%22%7Bb%7D%7C%5C%5E%60")]
    [InlineData("/a.jpg#page=2", "/a.jpg")]
    [InlineData("?a=1", "/?a=1")]
    [InlineData("", "/")]
    public async Task What_the_business_wrote_arrives_byte_for_byte_and_only_what_cannot_is_escaped(string written, string? arrives)
    {
        await using var origin = await Origin.GivingAsync([1, 2, 3]);
        using var fetching = new Fetching();

        await fetching.GetAsync(origin.Url + written);

        origin.Questions.Single().Target.ShouldBe(arrives ?? written);
    }

    [Fact]
    public async Task A_name_beyond_ASCII_is_asked_for_in_its_written_form()
    {
        await using var origin = await Origin.GivingAsync([1, 2, 3]);
        using var fetching = new Fetching();
        fetching.Names.Give("xn--bcher-kva.example", "127.0.0.1");

        await fetching.GetAsync($" HTTP://Bücher.example:{origin.Port}/a ");

        origin.Questions.Single()["Host"].ShouldBe($"xn--bcher-kva.example:{origin.Port}");
    }

    [Theory]
    [InlineData("ftp://files.example/a", "not an http or https URL")]
    [InlineData("file:///etc/passwd", "not an http or https URL")]
    [InlineData("gopher://files.example/", "not an http or https URL")]
    [InlineData("javascript:alert(1)//http://", "not an http or https URL")]
    [InlineData("data:image/png;base64,AAAA", "not an http or https URL")]
    [InlineData("files.example/a.jpg", "not an http or https URL")]
    [InlineData("//files.example/a.jpg", "not an http or https URL")]
    [InlineData("/etc/passwd", "not an http or https URL")]
    [InlineData("http:/files.example/a", "not an http or https URL")]
    [InlineData("", "not an http or https URL")]
    [InlineData("http://", "no host in the URL")]
    [InlineData("http:///a.jpg", "no host in the URL")]
    [InlineData("http://:80/a", "no host in the URL")]
    [InlineData("http://files.example:99999/", "no host in the URL")]
    [InlineData("http://files example/", "no host in the URL")]
    [InlineData("http://files.example\\@evil.example/", "user name in the URL")]
    [InlineData("http://files.example\\.evil.example/", "no host in the URL")]
    [InlineData("http://[::1/", "no host in the URL")]
    [InlineData("http://user:secret@files.example/", "user name in the URL")]
    [InlineData("http://@files.example/", "user name in the URL")]
    [InlineData("http://files.example/a\r\nX: y", "control character in the URL")]
    [InlineData("http://files.example/a\tb", "control character in the URL")]
    [InlineData("http://files.example/\0", "control character in the URL")]
    [InlineData("http://files.example/\u0085", "control character in the URL")]
    public async Task What_is_no_link_is_told_so_and_nobody_is_asked(string url, string error)
    {
        using var fetching = new Fetching();

        var failed = await fetching.FailAsync(url);

        failed.Error.ShouldBe(error);
        failed.IsFinal.ShouldBeTrue();
        failed.ToString().ShouldNotContain("secret");
        fetching.Names.Asked("files.example").ShouldBe(0);
    }

    [Fact]
    public async Task A_URL_longer_than_servers_take_is_not_asked_for()
    {
        using var fetching = new Fetching();

        (await fetching.FailAsync($"http://127.0.0.1/{new string('a', LinkUrl.MaxLength)}")).Error.ShouldBe("URL longer than 8192 characters");
    }

    [Theory]
    [InlineData("https://b.example/x%2f?s=%2F", "https://b.example/x%2f?s=%2F")]
    [InlineData("//b.example/x", "http://b.example/x")]
    [InlineData("/x%2f/../y?z", "http://a.example:81/x%2f/../y?z")]
    [InlineData("?z", "http://a.example:81/p/q?z")]
    [InlineData("x/y", "http://a.example:81/p/x/y")]
    [InlineData("../x", "http://a.example:81/x")]
    [InlineData("./x:y", "http://a.example:81/p/x:y")]
    [InlineData("gopher://b.example/", "gopher://b.example/")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    public void A_redirect_leads_where_RFC_3986_says(string location, string to)
    {
        LinkUrl.TryRead("http://a.example:81/p/q?r", out var from, out _).ShouldBeTrue();

        LinkUrl.Follow(from, location).ShouldBe(to);
    }
}
