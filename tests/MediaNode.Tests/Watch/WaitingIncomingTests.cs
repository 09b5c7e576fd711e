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

    private static string Text(System.Text.Json.JsonElement json) => json.GetRawText();
}
