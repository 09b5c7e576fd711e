using MediaNode.Links;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

public sealed class RedirectTests
{
    private static readonly LinkCredentials _credentials = new LinkCredentials.Bearer("token");

    [Theory]
    [InlineData(301, "301 (Moved Permanently)")]
    [InlineData(302, "302 (Found)")]
    [InlineData(303, "303 (See Other)")]
    [InlineData(307, "307 (Temporary Redirect)")]
    [InlineData(308, "308 (Permanent Redirect)")]
    public async Task A_redirect_is_a_failure_and_one_that_is_allowed_is_followed(int status, string error)
    {
        await using var origin = await Origin.StartAsync(context => context.Request.Path == "/a"
            ? Redirect(context, status, "b?x=%2f")
            : context.Response.Body.WriteAsync(new byte[10]).AsTask());
        using var original = new Fetching();
        using var following = new Fetching(options => options.MaxRedirects = 1);

        var failed = await original.FailAsync($"{origin.Url}/a");
        failed.Error.ShouldBe(error);
        failed.IsFinal.ShouldBeTrue();
        failed.Details!.ShouldContain("Links:MaxRedirects");
        origin.Questions.Count.ShouldBe(1);

        (await following.GetAsync($"{origin.Url}/a", _credentials)).Bytes.Length.ShouldBe(10);
        origin.Questions[^1].Target.ShouldBe("/b?x=%2f");
        origin.Questions[^1]["Authorization"].ShouldBe("Bearer token");
    }

    [Fact]
    public async Task After_as_many_as_are_allowed_the_next_one_is_the_failure()
    {
        await using var origin = await Origin.StartAsync(context => Redirect(context, 302, "/again"));
        using var fetching = new Fetching(options => options.MaxRedirects = 10);

        var failed = await fetching.FailAsync(origin.Url);

        failed.Error.ShouldBe("302 (Found)");
        failed.Details.ShouldBe("After 10 redirects came another. The limit is Links:MaxRedirects.");
        origin.Questions.Count.ShouldBe(11);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "not an http or https URL")]
    [InlineData("gopher://127.0.0.1/_x", "not an http or https URL")]
    [InlineData("ftp://files.example/", "not an http or https URL")]
    [InlineData("http://user:pw@files.example/", "user name in the URL")]
    [InlineData("http://", "no host in the URL")]
    [InlineData(null, "does not say where to")]
    public async Task A_redirect_to_what_is_no_link_is_not_followed(string? location, string why)
    {
        await using var origin = await Origin.StartAsync(context => Redirect(context, 302, location));
        using var fetching = new Fetching(options => options.MaxRedirects = 5);

        var failed = await fetching.FailAsync(origin.Url);

        failed.Error.ShouldBe("302 (Found)");
        failed.Details!.ShouldContain(why);
        origin.Questions.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "169.254.169.254")]
    [InlineData("http://10.0.0.1/", "10.0.0.1")]
    [InlineData("//127.0.0.1:1/", "127.0.0.1")]
    [InlineData("http://inside.example/", "192.168.0.1")]
    public async Task Where_a_redirect_leads_is_judged_like_the_link(string location, string address)
    {
        await using var origin = await Origin.StartAsync(context => Redirect(context, 302, location), address: "127.0.0.2");
        using var fetching = new Fetching(options => (options.MaxRedirects, options.AllowedNetworks) = (5, "127.0.0.2/32"));
        fetching.Names.Give("inside.example", "192.168.0.1");

        (await fetching.FailAsync($"http://127.0.0.2:{origin.Port}/")).Error.ShouldStartWith($"not allowed: {address} is ");
    }

    [Fact]
    public async Task Credentials_are_dropped_at_another_origin_and_do_not_come_back()
    {
        Origin? second = null;
        await using var first = await Origin.StartAsync(context => context.Request.Path == "/a"
            ? Redirect(context, 302, $"{second!.Url}/b")
            : context.Response.Body.WriteAsync(new byte[1]).AsTask());
        await using var other = second = await Origin.StartAsync(context => Redirect(context, 302, $"{first.Url}/c"));
        using var fetching = new Fetching(options => options.MaxRedirects = 5);

        await fetching.GetAsync($"{first.Url}/a", _credentials);

        first.Questions.Select(question => (question.Target, question["Authorization"])).ShouldBe([("/a", "Bearer token"), ("/c", null)]);
        second.Questions.Single()["Authorization"].ShouldBeNull();
    }

    [Theory]
    [InlineData("http://files.example/")]
    [InlineData("HTTP://files.example/")]
    public void From_https_to_http_leads_no_way(string location)
    {
        using var answer = new HttpResponseMessage(System.Net.HttpStatusCode.Redirect);
        answer.Headers.TryAddWithoutValidation("Location", location);

        LinkRedirects.TryFollow(new Uri("https://files.example/"), answer, 0, new LinkOptions { MaxRedirects = 5 }, out _, out var why).ShouldBeFalse();
        why.ShouldBe("The redirect leads from https to http, and is not followed.");

        LinkRedirects.TryFollow(new Uri("http://files.example/"), answer, 0, new LinkOptions { MaxRedirects = 5 }, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_came_by_a_redirect_is_asked_for_without_validators_and_kept_for_the_minimum_only()
    {
        await using var origin = await Origin.StartAsync(context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.Headers.CacheControl = "max-age=86400";
            return context.Request.Path == "/a" ? Redirect(context, 302, "/b") : context.Response.Body.WriteAsync(new byte[1]).AsTask();
        });
        using var fetching = new Fetching(options => options.MaxRedirects = 1);

        var (outcome, _) = await fetching.GetAsync($"{origin.Url}/a", etag: "\"1\"");

        origin.Questions.Select(question => question["If-None-Match"]).ShouldBe(["\"1\"", null]);
        outcome.Freshness.ShouldBe(new LinkFreshness(fetching.Clock.GetUtcNow().AddMinutes(1), null, null, MayBeKept: true));
    }

    private static Task Redirect(HttpContext context, int status, string? location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
