using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>
/// <c>kill -9</c> at random moments under parallel uploads and deletions. <c>MEDIANODE_TEST_KILLS</c> says how often (24 times unless told),
/// <c>MEDIANODE_TEST_SEED</c> brings a run back: the moments and sizes, though not the interleaving.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KillTests
{
    private const int DefaultKills = 24;

    private static readonly int _kills = TestVariables.Number("KILLS") ?? DefaultKills;
    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    [Fact]
    public async Task Whenever_the_node_is_killed_what_it_acknowledged_is_there_and_nothing_else_is()
    {
        using var data = new TempDirectory();
        var rounds = new CrashRounds(_seed);
        var node = await NodeProcess.StartAsync(data.Path);
        try
        {
            for (var kill = 1; kill <= _kills; kill++)
            {
                await rounds.LoadUntilAsync(node, node.KillAsync);
                await node.DisposeAsync();
                rounds.CountInterrupted(data.Path);
                node = await NodeProcess.StartAsync(data.Path);
                await rounds.CheckAsync(node, data.Path, everyByte: kill == _kills);
            }
        }
        finally
        {
            await node.DisposeAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_kills} kills, {rounds.Ledger.Uploads} uploads and {rounds.Ledger.Deletions} deletions acknowledged, {rounds.Interrupted} interrupted");
        rounds.Ledger.Uploads.ShouldBeGreaterThan(_kills);
        rounds.Interrupted.ShouldBeGreaterThan(0, "no kill came within an upload: nothing was proved");
    }
}
