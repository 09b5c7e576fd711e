using System.Net;
using System.Text.Json;
using MediaNode.Tests.Reconciling;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

/// <summary>A file that lies on the node's machine is no way around: it is not imported, and not adopted.</summary>
public sealed class BlockedFilesTests
{
    [Fact]
    public async Task It_is_not_imported_and_the_plan_says_so()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var bytes = Bytes.Random(1000);
        await node.BlockAsync(bytes);
        Directory.CreateDirectory(Path.Combine(data.Path, "import"));
        var named = Guid.NewGuid().ToString("D");
        foreach (var (name, content) in ((string, byte[])[])[(named, bytes), ("holiday.jpg", bytes), ("other.jpg", Bytes.Random(1000, seed: 2))])
        {
            await File.WriteAllBytesAsync(Path.Combine(data.Path, "import", name), content, TestContext.Current.CancellationToken);
        }

        foreach (var dryRun in (bool[])[true, false])
        {
            var import = await ImportAsync(node, dryRun);
            import.GetProperty("imported").GetInt64().ShouldBe(1);
            var refusals = import.GetProperty("refusals").EnumerateArray().ToList();
            refusals.Select(row => row.Text("file")).ShouldBe([named, "holiday.jpg"], ignoreOrder: true);
            refusals.ShouldAllBe(row => row.Text("what").Contains(QuarantineCalls.Reason));
        }

        (await node.MediaAsync()).Count.ShouldBe(1);
        node.Files.Count.ShouldBe(1);
        await node.ReleaseAsync(QuarantineCalls.DigestOf(bytes));
        (await ImportAsync(node, dryRun: false)).GetProperty("imported").GetInt64().ShouldBe(2);
        (await node.StatusAsync($"/v1/media/{named}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_not_adopted()
    {
        var clock = TruthNode.Clock();
        await using var node = await TestNode.StartAsync(["--Access:TokenLifetime=365.00:00:00"], clock: clock);
        var bytes = Bytes.Random(1000);
        await node.BlockAsync(bytes);
        var id = Guid.NewGuid().ToString("D");
        await File.WriteAllBytesAsync(node.FileOf(id), bytes, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromDays(8));

        var pass = await node.ReconcileAsync("""{"adopt":true}""");

        pass.Found("orphan").ShouldBe([$"outgoing/{id}"]);
        pass.ToString().ShouldContain(QuarantineCalls.Reason);
        (await node.MediaAsync()).ShouldBeEmpty();
        await node.ReleaseAsync(QuarantineCalls.DigestOf(bytes));
        await node.ReconcileAsync("""{"adopt":true}""");
        (await node.MediaAsync()).ShouldHaveSingleItem().Text("id").ShouldBe(id);
    }

    private static async Task<JsonElement> ImportAsync(TestNode node, bool dryRun)
    {
        using var begun = await node.SendJsonAsync(HttpMethod.Post, "/api/import", $$"""{"dry_run":{{(dryRun ? "true" : "false")}}}""");
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(() => node.Part<MediaNode.Reconciling.ImportRuns>().Last is { Tally.EndedAt: not null }, "the import ended");
        using var told = await node.GetAsync("/api/import");
        return (await told.JsonAsync()).GetProperty("import");
    }
}
