using MediaNode.Catalog;
using MediaNode.Tests.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

public sealed class OwnerTests : IDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task Of_two_nodes_one_owns_a_work_until_its_lease_ends()
    {
        var (one, other) = (Owner("one"), Owner("other"));

        (await one.TryOwnAsync("sweep", _lease)).ShouldBeTrue();
        (await other.TryOwnAsync("sweep", _lease)).ShouldBeFalse();
        (await other.TryOwnAsync("another work", _lease)).ShouldBeTrue();
        _catalog.Clock.Advance(_lease / 2);
        (await one.TryOwnAsync("sweep", _lease)).ShouldBeTrue();
        _catalog.Clock.Advance(_lease / 2);
        (await other.TryOwnAsync("sweep", _lease)).ShouldBeFalse();

        _catalog.Clock.Advance(_lease / 2);
        (await other.TryOwnAsync("sweep", _lease)).ShouldBeTrue();
        (await one.TryOwnAsync("sweep", _lease)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_starts_again_goes_on_at_once()
    {
        (await Owner("one").TryOwnAsync("sweep", _lease)).ShouldBeTrue();
        (await Owner("one").TryOwnAsync("sweep", _lease)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_does_not_own_the_sweep_waits_for_it()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=1h"]);
        var media = await node.UploadAsync();
        await Eventually.HoldsAsync(() => node.Read<long>("SELECT COUNT(*) FROM owners") == 1, "the sweep owned");
        node.Clock.Advance(TimeSpan.FromMinutes(50));
        await node.ChangeAsync(
            "UPDATE owners SET owner = 'another', until = @Until", new { Until = (node.Clock.GetUtcNow() + TimeSpan.FromHours(3)).ToUnixTimeMilliseconds() });

        node.Clock.Advance(TimeSpan.FromHours(2));
        using var begun = await node.Node.SendAsync(HttpMethod.Post, "/api/retention/sweep");
        (await node.IsKeptAsync(media)).ShouldBeTrue();

        // It asks each minute whether the other has let go; minutes pass until it has asked.
        node.Clock.Advance(TimeSpan.FromHours(1.1));
        await Eventually.HoldsAsync(
            () =>
            {
                node.Clock.Advance(TimeSpan.FromMinutes(1));
                return node.Read<long>($"SELECT COUNT(*) FROM media WHERE id = '{media}'") == 0;
            },
            "it is gone");
    }

    private Owners Owner(string name) => new(_catalog.Writer, _catalog.Clock, name);
}
