using System.Net;
using MediaNode.Tests.Simulator.MediaServers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Faults;

public class FaultEndpointsTests
{
    private const string All =
        """
        {"type":"host-down","host":"mmg-1"},{"type":"unauthorized","on":"upload","times":1},{"type":"too-many-requests","retry_after":2,"times":3},
        {"type":"throttled"},{"type":"server-error","probability":0.25},{"type":"cut","on":"download","at_byte":10000,"times":1},
        {"type":"slow","bytes_per_second":1000},{"type":"wrong-bytes","on":"download","from":"phone","times":1},{"type":"lost-answer","on":"send","times":1},
        {"type":"late-receipt","delay":"2h"},{"type":"duplicate-receipt"},{"type":"reject","code":1013}
        """;

    [Fact]
    public async Task Faults_are_put_shown_kept_over_a_restart_and_cleared()
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();

        var put = await simulator.Client.PutAsync("/sim/faults", MediaServersUnderTest.Json($$"""{"seed":42,"faults":[{{All}}]}"""));
        var shown = await put.Content.ReadAsStringAsync();
        put.StatusCode.ShouldBe(HttpStatusCode.OK, shown);
        shown.ShouldContain("""{"type":"late-receipt","delay":"2h"}""");
        shown.ShouldContain("""{"type":"server-error","probability":0.25}""");

        await simulator.RestartAsync();
        (await simulator.Client.GetStringAsync("/sim/faults")).ShouldBe(shown);
        var again = await simulator.Client.PutAsync("/sim/faults", MediaServersUnderTest.Json(shown));
        (await again.Content.ReadAsStringAsync()).ShouldBe(shown);

        var cleared = await simulator.Client.DeleteAsync("/sim/faults");
        (await cleared.Content.ReadAsStringAsync()).ShouldBe("""{"seed":0,"faults":[]}""");
        await simulator.RestartAsync();
        (await simulator.Client.GetStringAsync("/sim/faults")).ShouldBe("""{"seed":0,"faults":[]}""");
    }

    [Fact]
    public async Task Types_may_have_underscores()
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();

        await simulator.SetFaultsAsync("""{"type":"too_many_requests"}""");

        (await simulator.Client.GetStringAsync("/sim/faults")).ShouldContain("""{"type":"too-many-requests","retry_after":1}""");
    }

    [Theory]
    [InlineData("""{"faults":[{"type":"earthquake"}]}""", "host-down, unauthorized")]
    [InlineData("""{"faults":[{}]}""", "host-down, unauthorized")]
    [InlineData("""{"faults":["slow"]}""", "object")]
    [InlineData("""{"faults":[{"type":"cut"}]}""", "at_byte")]
    [InlineData("""{"faults":[{"type":"cut","at_byte":-1}]}""", "from 0")]
    [InlineData("""{"faults":[{"type":"slow","bytes_per_second":0}]}""", "from 1")]
    [InlineData("""{"faults":[{"type":"late-receipt","delay":"soon"}]}""", "15d")]
    [InlineData("""{"faults":[{"type":"host-down","host":"mmg-7"}]}""", "mmg-1, mmg-2, mmg-fallback")]
    [InlineData("""{"faults":[{"type":"wrong-bytes","on":"send"}]}""", "download")]
    [InlineData("""{"faults":[{"type":"host-down","on":"connect","host":"mmg-1"}]}""", "no media server")]
    [InlineData("""{"faults":[{"type":"throttled","times":-1}]}""", "from 0")]
    [InlineData("""{"faults":[{"type":"throttled","times":1.5}]}""", "whole")]
    [InlineData("""{"faults":[{"type":"throttled","probability":0}]}""", "above 0")]
    [InlineData("""{"faults":[{"type":"throttled","probability":1.1}]}""", "above 0")]
    [InlineData("""{"faults":[{"type":"throttled","retry_after":1}]}""", "type, on, times, probability, host, from")]
    [InlineData("""{"faults":[{"type":"cut","on":"download","from":"moon","at_byte":1}]}""", "node or phone")]
    [InlineData("""{"faults":[{"type":"cut","from":"phone","at_byte":1}]}""", "only with")]
    [InlineData("""{"faults":[{"type":"lost-answer","from":"phone"}]}""", "type, on, times, probability, host")]
    [InlineData("""{"faults":[{"type":"too-many-requests","retry_after":-1}]}""", "from 0")]
    [InlineData("""{"seed":"x","faults":[]}""", "64 bits")]
    [InlineData("""{"seed":1}""", "faults")]
    [InlineData("""{"faults":[],"more":1}""", "more")]
    [InlineData("""{"faults":[{"type":"\ud800"}]}""", "surrogate")]
    [InlineData("""{"faults":[],"\ud800":1}""", "surrogate")]
    public async Task What_cannot_happen_is_refused_and_changes_nothing(string body, string words)
    {
        await using var simulator = await MediaServersUnderTest.StartAsync();
        await simulator.SetFaultsAsync("""{"type":"throttled"}""");

        var response = await simulator.Client.PutAsync("/sim/faults", MediaServersUnderTest.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString()!.ShouldContain(words);
        (await simulator.Client.GetStringAsync("/sim/faults")).ShouldContain("throttled");
    }
}
