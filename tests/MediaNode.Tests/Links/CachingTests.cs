using MediaNode.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>RFC 9111, and the settings that bound it.</summary>
public sealed class CachingTests
{
    private const string Date = "Date: Tue, 01 Jan 2019 00:00:00 GMT";

    [Theory]
    [InlineData(60, "Cache-Control: max-age=60")]
    [InlineData(60, "Cache-Control: public, MAX-AGE=\"60\"")]
    [InlineData(60, "Cache-Control: private=\"a, no-store\", max-age=60, must-revalidate")]
    [InlineData(60, "Cache-Control: max-age=60, max-age=90")]
    [InlineData(60, "Cache-Control: s-maxage=5, max-age=60")]
    [InlineData(0, "Cache-Control: s-maxage=60")]
    [InlineData(60, "Cache-Control: public", "Cache-Control: max-age=60")]
    [InlineData(60, "Cache-Control: max-age=60", "Expires: Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData(45, "Cache-Control: max-age=60", "Age: 15")]
    [InlineData(0, "Cache-Control: max-age=60", "Age: 61")]
    [InlineData(60, "Cache-Control: max-age=60", Date)]
    [InlineData(0, "Cache-Control: max-age=0")]
    [InlineData(0, "Cache-Control: max-age=soon")]
    [InlineData(0, "Cache-Control: max-age=-1")]
    [InlineData(0, "Cache-Control: no-cache, max-age=60")]
    [InlineData(0, "Cache-Control: no-cache=\"set-cookie\", max-age=60")]
    [InlineData(90, Date, "Expires: Tue, 01 Jan 2019 00:01:30 GMT")]
    [InlineData(0, Date, "Expires: Mon, 31 Dec 2018 00:00:00 GMT")]
    [InlineData(0, Date, "Expires: 0")]
    [InlineData(0, "Expires: 0")]
    [InlineData(0, "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT")]
    [InlineData(0, "Vary: *", "Cache-Control: max-age=60")]
    [InlineData(60, "Vary: Accept-Encoding", "Cache-Control: max-age=60")]
    [InlineData(604800, "Cache-Control: max-age=99999999999999999999")]
    [InlineData(0)]
    public async Task An_answer_is_fresh_for_as_long_as_its_origin_says(int seconds, params string[] headers)
    {
        using var fetching = new Fetching(options => options.MinimumFreshness = TimeSpan.Zero);

        (await FreshAsync(fetching, headers)).FreshUntil.ShouldBe(fetching.Clock.GetUtcNow().AddSeconds(seconds));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(60, "Cache-Control: max-age=5")]
    [InlineData(60, "Expires: 0")]
    [InlineData(120, "Cache-Control: max-age=120")]
    [InlineData(0, "Cache-Control: max-age=0")]
    [InlineData(0, "Cache-Control: no-cache")]
    [InlineData(0, "Cache-Control: no-store")]
    [InlineData(0, "Vary: *")]
    public async Task The_minimum_holds_unless_the_origin_forbids_it(int seconds, params string[] headers)
    {
        using var fetching = new Fetching();

        (await FreshAsync(fetching, headers)).FreshUntil.ShouldBe(fetching.Clock.GetUtcNow().AddSeconds(seconds));
    }

    [Fact]
    public async Task What_is_not_to_be_stored_may_not_be_kept()
    {
        using var fetching = new Fetching();

        (await FreshAsync(fetching, "Cache-Control: max-age=60, no-store")).MayBeKept.ShouldBeFalse();
        (await FreshAsync(fetching, "Cache-Control: private, no-cache")).MayBeKept.ShouldBeTrue();
    }

    [Fact]
    public async Task An_age_counts_from_when_the_origin_was_asked_and_a_minimum_from_when_all_had_come()
    {
        using var fetching = new Fetching();
        await using var origin = await Origin.StartAsync(context =>
        {
            fetching.Clock.Advance(TimeSpan.FromSeconds(100));
            context.Response.Headers.CacheControl = context.Request.Path == "/long" ? "max-age=600" : "max-age=30";
            return context.Response.Body.WriteAsync(new byte[1]).AsTask();
        });

        (await fetching.GetAsync($"{origin.Url}/long")).Outcome.Freshness.FreshUntil.ShouldBe(fetching.Clock.GetUtcNow().AddSeconds(500));
        (await fetching.GetAsync($"{origin.Url}/short")).Outcome.Freshness.FreshUntil.ShouldBe(fetching.Clock.GetUtcNow().AddSeconds(60));
    }

    [Fact]
    public async Task What_is_there_is_asked_for_with_its_validators_and_need_not_come_again()
    {
        await using var origin = await Origin.SayingAsync(304, response => response.Headers.CacheControl = "max-age=90");
        using var fetching = new Fetching();

        var outcome = await fetching.FetchAsync(origin.Url, etag: "W/\"1\"", lastModified: "Tue, 01 Jan 2019 00:00:00 GMT");

        outcome.ShouldBe(new LinkOutcome.NotModified(new LinkFreshness(
            fetching.Clock.GetUtcNow().AddSeconds(90), "W/\"1\"", "Tue, 01 Jan 2019 00:00:00 GMT", MayBeKept: true)));
        origin.Questions.Single()["If-None-Match"].ShouldBe("W/\"1\"");
        origin.Questions.Single()["If-Modified-Since"].ShouldBe("Tue, 01 Jan 2019 00:00:00 GMT");
        fetching.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"abc\"")]
    [InlineData("W/\"abc\"")]
    [InlineData("unquoted")]
    public async Task Validators_are_kept_as_the_origin_wrote_them(string etag)
    {
        using var fetching = new Fetching();

        (await FreshAsync(fetching, $"ETag: {etag}", "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT"))
            .ShouldBe(new LinkFreshness(fetching.Clock.GetUtcNow().AddMinutes(1), etag, "Tue, 01 Jan 2019 00:00:00 GMT", MayBeKept: true));
    }

    [Fact]
    public async Task A_validator_that_is_none_is_not_kept()
    {
        using var fetching = new Fetching();

        (await FreshAsync(fetching, $"ETag: \"{new string('a', 2000)}\"")).ETag.ShouldBeNull();
        (await FreshAsync(fetching, "ETag: \"\u00e4\"")).ETag.ShouldBeNull();
    }

    private static async Task<LinkFreshness> FreshAsync(Fetching fetching, params string[] headers)
    {
        await using var origin = RawOrigin.Saying($"HTTP/1.1 200 OK\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Content-Length: 1\r\n\r\nx");
        return (await fetching.GetAsync(origin.Url)).Outcome.Freshness;
    }
}
