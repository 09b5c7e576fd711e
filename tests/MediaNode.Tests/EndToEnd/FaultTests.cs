using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>Whatever goes wrong between the node and WhatsApp: each message arrives once, whole, and nothing is told to have arrived that did not.</summary>
public sealed class FaultTests
{
    private const string Phone = "15550400001";

    [Theory]
    [InlineData("""{"type":"host-down","host":"mmg-1"}""")]
    [InlineData("""{"type":"host-down","host":"mmg-1"},{"type":"host-down","host":"mmg-2"}""")]
    [InlineData("""{"type":"host-down","on":"upload","times":5}""")]
    [InlineData("""{"type":"host-down","on":"send","times":1}""")]
    [InlineData("""{"type":"unauthorized","on":"upload","times":1}""")]
    [InlineData("""{"type":"server-error","on":"upload","times":1}""")]
    [InlineData("""{"type":"server-error","on":"send","times":1}""")]
    [InlineData("""{"type":"too-many-requests","on":"send","retry_after":1,"times":1}""")]
    [InlineData("""{"type":"too-many-requests","on":"upload","retry_after":1,"times":1}""")]
    [InlineData("""{"type":"throttled","on":"upload","times":1}""")]
    [InlineData("""{"type":"cut","on":"upload","at_byte":1000,"times":2}""")]
    [InlineData("""{"type":"cut","on":"download","at_byte":1000,"times":1}""")]
    [InlineData("""{"type":"slow","on":"upload","bytes_per_second":100000,"times":1}""")]
    [InlineData("""{"type":"wrong-bytes","on":"download","times":1}""")]
    [InlineData("""{"type":"duplicate-receipt"}""")]
    [InlineData("""{"type":"late-receipt","delay":"1s"}""")]
    [InlineData("""{"type":"lost-answer","on":"upload","times":1}""")]
    [InlineData("""{"type":"lost-answer","on":"send","times":1}""")]
    [InlineData("""{"type":"server-error","on":"connect","times":2}""")]
    public async Task Each_fault_is_survived(string faults)
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        await simulator.BreakAsync(faults);
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var before = await node.Client.SendTextAsync(Phone, "before");
        var id = await node.Client.SendImageAsync(Phone, media);
        var after = await node.Client.SendTextAsync(Phone, "after");

        await simulator.ArrivalAsync(Phone, id);
        await HurryAsync(simulator, id);

        (await simulator.ContentAsync(Phone, id)).ShouldBe(await node.Client.RenditionAsync(media, "image"));
        await simulator.ArrivalAsync(Phone, after);
        (await simulator.MessagesOfAsync(Phone)).Select(message => message.GetProperty("id").GetString()).ShouldBe([before, id, after]);
        await node.Client.MessageOnceAsync(id, "delivered");
        await node.Client.MessageOnceAsync(after, "delivered");
    }

    [Fact]
    public async Task Each_hosts_reason_is_kept()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.BreakAsync("""{"type":"server-error","on":"upload"}""");
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");

        var id = await node.Client.SendImageAsync(Phone, media);

        await TestSimulator.UntilAsync(
            async () => (await node.Client.MessageAsync(id)).GetProperty("attempts").GetArrayLength() > 0, () => "an attempt that failed");
        var reason = (await node.Client.MessageAsync(id)).GetProperty("attempts")[0].GetProperty("reason").GetString()!;
        reason.ShouldContain("mmg-1");
        reason.ShouldContain("mmg-2");
        reason.ShouldContain("mmg-fallback");
        await node.Simulator.Client.DeleteAsync(new Uri("/sim/faults", UriKind.Relative));
        await node.Client.MessageOnceAsync(id, "delivered");
    }

    // The phone tries again after a while by its clock.
    private static async Task HurryAsync(TestSimulator simulator, string id)
    {
        await TestSimulator.UntilAsync(
            async () =>
            {
                var media = (await simulator.ArrivalAsync(Phone, id)).GetProperty("media");
                if (media.GetProperty("state").GetString() == "downloaded")
                {
                    return true;
                }

                if (media.TryGetProperty("problem", out _))
                {
                    // The user taps it again.
                    await simulator.PostAsync($"/sim/phones/{Phone}/messages/{id}/download");
                }

                await simulator.AdvanceAsync("5s");
                return false;
            },
            () => $"message {id} downloaded");
    }
}
