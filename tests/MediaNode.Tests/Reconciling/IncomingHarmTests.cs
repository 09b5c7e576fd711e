using System.Net;
using MediaNode.Tests.Inbound;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

public sealed class IncomingHarmTests
{
    [Fact]
    public async Task A_flipped_bit_in_what_a_user_sent_is_found_and_it_is_not_served()
    {
        await using var node = await IncomingNode.StartAsync();
        var media = IncomingNode.Of(await node.ToldAsync(await node.SendSampleAsync("15550980001"))).GetProperty("id").GetString()!;
        await node.BytesAsync(media);
        TruthNode.Flip(Path.Combine(node.Node.Host.Data.Media, "incoming", media));

        (await node.Node.ReconcileAsync("""{"quick":true}""")).GetProperty("findings").GetArrayLength().ShouldBe(0);
        (await node.Node.ReconcileAsync()).Found("damaged").ShouldBe([media]);

        (await node.Node.StateAsync(media)).ShouldBe("damaged");
        (await node.Node.StatusAsync($"/v1/media/{media}")).ShouldBe(HttpStatusCode.InternalServerError);

        // The same bit again, and it is whole: an operator offers it again.
        TruthNode.Flip(Path.Combine(node.Node.Host.Data.Media, "incoming", media));
        (await node.Node.ReconcileAsync("""{"fix":true}""")).Found("returned").ShouldBe([media]);
        await node.BytesAsync(media);
    }
}
