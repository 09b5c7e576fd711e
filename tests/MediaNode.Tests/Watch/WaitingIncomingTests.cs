using MediaNode.Catalog;
using MediaNode.Tests.Inbound;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Watch;

/// <summary>What users send while the volume is full or failing: it waits with words, for as long as that lasts, and comes when it can.</summary>
public sealed class WaitingIncomingTests
{
    private const string Phone = "15550910077";

    [Theory]
    [InlineData(60, "links and media of users wait")]
    [InlineData(40, "links and media of users wait")]
    [InlineData(0, "could not be read or written")]
    public async Task A_media_of_a_user_waits_however_long_and_comes_when_there_is_room(int free, string words)
    {
        FakeSpace? space = null;
        await using var node = await IncomingNode.StartAsync(
            ["--Inbound:GiveUpAfter=00:00:30"], WrappedVolume.Install(real => space = new FakeSpace(real)));
        if (free == 0)
        {
            space!.Fault = new IOException("Input/output error", 5);
        }
        else
        {
            space!.Free = free;
        }

        var id = await node.SendSampleAsync(Phone);
        for (var hour = 0; hour < 3; hour++)
        {
            await TestSimulator.UntilAsync(
                async () => (await node.ShownAsync(Phone)).Any(shown => Text(shown).Contains(words, StringComparison.Ordinal)),
                () => "it waits, and it is said why");
            await node.AdvanceAsync("1h");
        }

        node.Receiver.Messages().ShouldBeEmpty();
        node.Files.ShouldBeEmpty();

        (space.Free, space.Fault) = (900, null);
        await node.AdvanceAsync("20s");
        var told = IncomingNode.Of(await node.ToldAsync(id));
        told.TryGetProperty("errors", out _).ShouldBeFalse();
        (await node.BytesAsync(told.GetProperty("id").GetString()!)).Length.ShouldBeGreaterThan(0);
        node.Receiver.Messages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_tried_less_and_less_often_and_woken_when_there_is_room()
    {
        FakeSpace? space = null;
        await using var node = await IncomingNode.StartAsync(configure: WrappedVolume.Install(real => space = new FakeSpace(real)));
        space!.Free = 60;
        var id = await node.SendSampleAsync(Phone);
        var due = await DueAfterAsync(Now());
        for (var tries = 2; tries <= 5; tries++)
        {
            await node.AdvanceAsync($"{Math.Max(0, (int)(due - Now()).TotalSeconds) + 1}s");
            due = await DueAfterAsync(due);
        }

        due.ShouldBeGreaterThan(Now().AddMinutes(1));

        space.Free = 900;
        await node.AdvanceAsync("6s");
        await node.ToldAsync(id);
        Now().ShouldBeLessThan(due, "it did not have to wait to the end");

        DateTimeOffset Now() => node.Node.Part<TimeProvider>().GetUtcNow();

        // A lease is a time that is waited for as well, and shorter than a minute.
        async Task<DateTimeOffset> DueAfterAsync(DateTimeOffset before)
        {
            var found = default(DateTimeOffset?);
            await TestSimulator.UntilAsync(
                async () => (await node.ShownAsync(Phone)).Any(shown => Text(shown).Contains("of users wait", StringComparison.Ordinal))
                    && (found = node.Node.Part<InboundCatalog>().NextDue([])) > before,
                () => "it is put off");
            return found!.Value;
        }
    }

    private static string Text(System.Text.Json.JsonElement json) => json.GetRawText();
}
