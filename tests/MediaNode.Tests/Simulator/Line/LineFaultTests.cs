using System.Net;
using MediaNode.Tests.Simulator.Phones;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Line;

/// <summary>What goes wrong on the line, and that nothing is lost by it.</summary>
public sealed class LineFaultTests : IAsyncLifetime
{
    private const string Received = $"/sim/phones/{PhoneBench.Ada}/messages";

    private PhoneBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task When_the_answer_is_lost_the_messages_are_taken_and_asking_again_takes_none_twice()
    {
        await FaultAsync("""{"type":"lost-answer","on":"send","times":1}""");

        await Should.ThrowAsync<HttpRequestException>(() => _bench.PostMessagesAsync(PhoneBench.Text("m1", "one")));

        (await CountAsync()).ShouldBe(1);
        await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m2", "two"));
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task When_the_host_is_down_nothing_is_taken()
    {
        await FaultAsync("""{"type":"host-down","on":"send","times":1}""");

        await Should.ThrowAsync<HttpRequestException>(() => _bench.PostMessagesAsync(PhoneBench.Text("m1", "one")));

        (await CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"type":"server-error","on":"send","times":1}""", HttpStatusCode.InternalServerError, null)]
    [InlineData("""{"type":"too-many-requests","on":"send","times":1,"retry_after":7}""", HttpStatusCode.TooManyRequests, 7)]
    public async Task A_refused_batch_is_not_taken_and_goes_through_the_next_time(string fault, HttpStatusCode status, int? after)
    {
        await FaultAsync(fault);

        using var refused = await _bench.PostMessagesAsync(PhoneBench.Text("m1", "one"));

        refused.StatusCode.ShouldBe(status);
        refused.Headers.RetryAfter?.Delta?.TotalSeconds.ShouldBe(after ?? 0);
        (refused.Headers.RetryAfter is null).ShouldBe(after is null);
        (await CountAsync()).ShouldBe(0);
        await _bench.SendAsync(PhoneBench.Text("m1", "one"));
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_rejected_batch_has_the_code_of_the_fault_and_keeps_it()
    {
        await FaultAsync("""{"type":"reject","code":470,"times":1}""");

        var answer = await _bench.SendAsync(PhoneBench.Text("m1", "one"));

        answer.GetProperty("messages")[0].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(470);
        (await _bench.SendAsync(PhoneBench.Text("m1", "one"))).GetRawText().ShouldBe(answer.GetRawText());
        (await CountAsync()).ShouldBe(0);
        (await _bench.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receipt_may_come_twice()
    {
        await FaultAsync("""{"type":"duplicate-receipt","times":1}""");

        await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m2", "two"));

        var events = await _bench.EventsAsync(count: 3);
        ArrivalTests.Told(events).ShouldBe(["m1 delivered", "m1 delivered", "m2 delivered"]);
        events.Select(told => told.GetProperty("cursor").GetInt64()).ShouldBeUnique();
    }

    [Fact]
    public async Task A_late_receipt_comes_later_by_the_clock_also_after_a_restart()
    {
        await FaultAsync("""{"type":"late-receipt","delay":"36h","times":1}""");
        await _bench.SendAsync(PhoneBench.Text("m1", "one"), PhoneBench.Text("m2", "two"));
        ArrivalTests.Told(await _bench.EventsAsync(count: 1)).ShouldBe(["m2 delivered"]);
        await _bench.RestartAsync();
        _bench.Host.Clock.Advance(TimeSpan.FromHours(35));
        (await _bench.EventsAsync()).Count.ShouldBe(1);

        _bench.Host.Clock.Advance(TimeSpan.FromHours(2));

        ArrivalTests.Told(await _bench.EventsAsync(count: 2)).ShouldBe(["m2 delivered", "m1 delivered"]);
    }

    private async Task FaultAsync(string fault) => await _bench.PutAsync("/sim/faults", $$"""{"seed":1,"faults":[{{fault}}]}""");

    private async Task<int> CountAsync() => (await _bench.GetAsync(Received)).GetProperty("messages").GetArrayLength();
}
