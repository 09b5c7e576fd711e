using System.Text.Json;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>What a user wrote after a media waits for it, for a while.</summary>
public sealed class IncomingOrderTests
{
    private const string Phone = "15550930001";

    [Fact]
    public async Task A_text_after_a_media_is_told_after_it()
    {
        await using var node = await IncomingNode.StartAsync();
        // Three hosts each time: some seconds.
        await node.Simulator.BreakAsync("""{"type":"host-down","on":"download","times":6}""");
        var media = await node.SendSampleAsync(Phone);
        var text = await node.Simulator.SayAsync(Phone, "and?");
        var other = await node.Simulator.SayAsync("15550930002", "hello");

        await node.ToldAsync(text);

        var told = node.Receiver.Messages().Select(message => message.GetProperty("id").GetString()!).ToList();
        told.Where(id => id != other).ShouldBe([media, text]);
        told.ShouldContain(other);
    }

    [Fact]
    public async Task After_a_while_the_text_goes_first()
    {
        await using var node = await IncomingNode.StartAsync();
        await node.Simulator.BreakAsync("""{"type":"host-down","on":"download"}""");
        var media = await node.SendSampleAsync(Phone);
        var text = await node.Simulator.SayAsync(Phone, "and?");
        await TestSimulator.UntilAsync(
            async () => (await node.ShownAsync(Phone)).FirstOrDefault(shown => shown.GetProperty("id").GetString() == text) is { ValueKind: JsonValueKind.Object } held
                && !held.GetProperty("told").GetBoolean(),
            () => "that the text is held back");

        await node.AdvanceAsync("40s");
        await node.ToldAsync(text);
        await node.Simulator.BreakAsync();
        await node.ToldAsync(media);

        node.Receiver.Messages().Select(message => message.GetProperty("id").GetString()).ShouldBe([text, media]);
    }

    [Fact]
    public async Task Without_the_setting_nothing_waits()
    {
        await using var node = await IncomingNode.StartAsync(["--Inbound:HoldOrderFor=00:00:00"]);
        await node.Simulator.BreakAsync("""{"type":"host-down","on":"download"}""");
        await node.SendSampleAsync(Phone);

        await node.ToldAsync(await node.Simulator.SayAsync(Phone, "and?"));

        node.Receiver.Messages().Count.ShouldBe(1);
    }
}
