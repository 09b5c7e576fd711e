using System.Net;
using MediaNode.Simulator.Clock;
using MediaNode.Tests.Simulator.MediaServers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Clock;

public class ClockEndpointsTests
{
    [Theory]
    [InlineData("15d", 15 * 86_400)]
    [InlineData("36h", 36 * 3_600)]
    [InlineData("90m", 90 * 60)]
    [InlineData("90s", 90)]
    [InlineData("1d12h", 36 * 3_600)]
    [InlineData("1d1h1m1s", 90_061)]
    [InlineData("0s", 0)]
    [InlineData("3653d", 3_653 * 86_400)]
    public void Lengths_of_time_are_read(string text, int seconds)
    {
        TimeSpanText.TryParse(text, out var span).ShouldBeTrue();

        span.ShouldBe(TimeSpan.FromSeconds(seconds));
        TimeSpanText.TryParse(TimeSpanText.Write(span), out var again).ShouldBeTrue();
        again.ShouldBe(span);
    }

    [Fact]
    public async Task The_clock_is_shown_and_turned_and_survives_a_restart()
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();
        var before = await NowAsync(simulator);

        var turned = await (await simulator.TurnAsync("1d12h")).JsonAsync();
        await simulator.RestartAsync();
        var after = await NowAsync(simulator);

        (turned.GetProperty("now").GetDateTimeOffset() - before).ShouldBeInRange(TimeSpan.FromHours(36), TimeSpan.FromHours(37));
        (after - before).ShouldBeInRange(TimeSpan.FromHours(36), TimeSpan.FromHours(37));
    }

    [Theory]
    [InlineData("""{"advance":"-1d"}""")]
    [InlineData("""{"advance":""}""")]
    [InlineData("""{"advance":"15"}""")]
    [InlineData("""{"advance":"15 d"}""")]
    [InlineData("""{"advance":"1h1d"}""")]
    [InlineData("""{"advance":"1d1d"}""")]
    [InlineData("""{"advance":"1.5d"}""")]
    [InlineData("""{"advance":"3654d"}""")]
    [InlineData("""{"advance":"999999999d"}""")]
    [InlineData("""{"advance":"9999999999999999999s"}""")]
    [InlineData("""{"advance":15}""")]
    [InlineData("""{"advance":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"advance":"1d","to":"2027-01-01"}""")]
    public async Task What_is_no_length_of_time_is_refused_with_what_is_accepted(string body)
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();

        var response = await simulator.Client.PostAsync("/sim/clock", MediaServersUnderTest.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString()!.ShouldContain("15d");
        simulator.Host.Clock.Ahead.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"advance":"1d","advance":"2d"}""")]
    public async Task What_is_no_object_is_refused(string body)
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();

        var response = await simulator.Client.PostAsync("/sim/clock", MediaServersUnderTest.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_is_too_long_or_no_text_is_refused_with_words()
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();
        var tooLong = MediaServersUnderTest.Json($$"""{"advance":"{{new string('1', 300_000)}}"}""");
        using var noText = new ByteArrayContent([.. "{\"advance\":\""u8, 0xFF, .. "\"}"u8]);

        var refused = await simulator.Client.PostAsync("/sim/clock", tooLong);
        var unread = await simulator.Client.PostAsync("/sim/clock", noText);

        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await refused.JsonAsync()).GetProperty("error").GetString()!.ShouldContain("262144");
        unread.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unread.JsonAsync()).GetProperty("error").GetString().ShouldBe("The body is not UTF-8.");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    public async Task An_empty_body_is_refused_with_words(string body)
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();

        var response = await simulator.Client.PostAsync("/sim/clock", MediaServersUnderTest.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe("The body is empty; it must be a JSON object.");
    }

    [Fact]
    public async Task A_turn_that_cannot_be_kept_is_not_made()
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();
        Directory.CreateDirectory(Path.Combine(simulator.Directory, "clock.new")); // Stands where the turn is to be written.

        var response = await simulator.TurnAsync("1d");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldStartWith("The clock was not turned");
        simulator.Host.Clock.Ahead.ShouldBe(TimeSpan.Zero);
    }

    private static async Task<DateTimeOffset> NowAsync(MediaServersUnderTest simulator) =>
        (await (await simulator.Client.GetAsync("/sim/clock")).JsonAsync()).GetProperty("now").GetDateTimeOffset();
}
