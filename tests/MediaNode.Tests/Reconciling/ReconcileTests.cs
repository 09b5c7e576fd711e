using System.Net;
using Dapper;
using MediaNode.Catalog;
using MediaNode.Cli;
using MediaNode.Tests.Cli;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

public sealed class ReconcileTests
{
    [Fact]
    public async Task What_is_as_it_should_be_is_no_finding()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(1000));

        var pass = await node.ReconcileAsync("""{"fix":true}""");

        pass.GetProperty("findings").GetArrayLength().ShouldBe(0, pass.ToString());
        pass.GetProperty("looked").GetInt64().ShouldBe(2); // A row and a file.
        pass.GetProperty("bytes").GetInt64().ShouldBe(1000);
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"quick":true}""", false)]
    public async Task Each_finding_is_told_of_and_a_flipped_bit_by_a_pass_that_reads(string how, bool reads)
    {
        await using var node = await TestNode.StartAsync();
        var (gone, cut, flipped, linked) = (await UploadAsync(node, 1), await UploadAsync(node, 2), await UploadAsync(node, 3), await UploadAsync(node, 4));
        File.Delete(node.FileOf(gone));
        await File.WriteAllBytesAsync(node.FileOf(cut), Bytes.Random(999));
        TruthNode.Flip(node.FileOf(flipped));
        File.Delete(node.FileOf(linked));
        File.CreateSymbolicLink(node.FileOf(linked), node.FileOf(flipped));
        var orphan = Guid.NewGuid().ToString("D");
        await File.WriteAllTextAsync(Path.Combine(node.Outgoing, orphan), "whose?");
        await File.WriteAllTextAsync(Path.Combine(node.Outgoing, "notes.txt"), "mine");

        var pass = await node.ReconcileAsync(how);

        pass.Found("missing").ShouldBe(((string[])[gone, linked]).Order());
        pass.Found("damaged").ShouldBe((reads ? (string[])[cut, flipped] : [cut]).Order());
        pass.Found("orphan").ShouldBe([$"outgoing/{orphan}"]);
        pass.Found("strange").ShouldBe(["outgoing/notes.txt"]);
        (await node.StateAsync(gone)).ShouldBe("missing");
        (await node.StateAsync(cut)).ShouldBe("damaged");
        (await node.StateAsync(flipped)).ShouldBe(reads ? "damaged" : "stored");
        (await node.StatusAsync($"/v1/media/{cut}")).ShouldBe(HttpStatusCode.InternalServerError);
        File.Exists(Path.Combine(node.Outgoing, orphan)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_brought_back_is_offered_again()
    {
        await using var node = await TestNode.StartAsync();
        var (gone, flipped) = (await UploadAsync(node, 1), await UploadAsync(node, 2));
        var aside = Path.Combine(node.Host.Data.Path, "aside");
        File.Move(node.FileOf(gone), aside);
        TruthNode.Flip(node.FileOf(flipped));
        await node.ReconcileAsync();

        File.Move(aside, node.FileOf(gone));
        TruthNode.Flip(node.FileOf(flipped));

        (await node.ReconcileAsync()).Found("returned").ShouldBe([gone]);
        (await node.StateAsync(flipped)).ShouldBe("damaged");
        (await node.ReconcileAsync("""{"fix":true}""")).Found("returned").ShouldBe([flipped]);
        (await node.Client.GetByteArrayAsync($"/v1/media/{flipped}")).ShouldBe(Bytes.Random(1000, seed: 2));
    }

    [Fact]
    public async Task An_orphan_goes_once_it_is_old_enough_and_only_when_that_is_asked_for()
    {
        var clock = TruthNode.Clock();
        await using var node = await TestNode.StartAsync(clock: clock);
        string[] orphans =
        [
            .. new[] { "outgoing", "incoming", "renditions" }.Select(folder => Path.Combine(node.Host.Data.Media, folder, Guid.NewGuid().ToString("D"))),
        ];
        foreach (var orphan in orphans)
        {
            await File.WriteAllTextAsync(orphan, "whose?");
            File.SetLastWriteTimeUtc(orphan, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        (await node.ReconcileAsync("""{"fix":true}""")).Count("orphan").ShouldBe(3);
        orphans.ShouldAllBe(path => File.Exists(path));

        clock.Advance(TimeSpan.FromHours(25));
        (await node.ReconcileAsync()).Count("orphan").ShouldBe(3);
        orphans.ShouldAllBe(path => File.Exists(path));

        (await node.ReconcileAsync("""{"fix":true}""")).Count("orphan").ShouldBe(3);
        orphans.ShouldAllBe(path => !File.Exists(path));
        (await node.ReconcileAsync()).Count("orphan").ShouldBe(0);
    }

    [Fact]
    public async Task An_orphan_is_adopted_with_its_name_as_its_id()
    {
        await using var node = await TestNode.StartAsync(["--Reconciling:OrphanGrace=00:00:00"], clock: Ahead());
        var id = Guid.NewGuid().ToString("D");
        await File.WriteAllTextAsync(Path.Combine(node.Outgoing, id), "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");

        (await node.ReconcileAsync("""{"adopt":true,"fix":true}""")).Count("orphan").ShouldBe(1);

        using var answer = await node.GetAsync($"/v1/media/{id}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await node.ReconcileAsync()).GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_empty_orphan_is_not_adopted()
    {
        await using var node = await TestNode.StartAsync(["--Reconciling:OrphanGrace=00:00:00"], clock: Ahead());
        var id = Guid.NewGuid().ToString("D");
        await File.WriteAllTextAsync(Path.Combine(node.Outgoing, id), "");

        var pass = await node.ReconcileAsync("""{"adopt":true}""");

        pass.GetProperty("findings")[0].GetProperty("first")[0].GetProperty("what").GetString().ShouldBe("It is empty.");
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_no_call_of_it_is_refused()
    {
        await using var node = await TestNode.StartAsync();

        using var wrong = await node.SendJsonAsync(HttpMethod.Post, "/api/reconcile", """{"fix":1}""");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var user = await node.AddUserAsync("somebody");
        (await node.StatusAsync("/api/reconcile", user)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_second_one_is_refused_while_one_is_under_way_and_says_so()
    {
        await using var node = await TestNode.StartAsync();
        // Another node of the installation carries it on, and never does.
        await node.Part<CatalogWriter>().WriteAsync(connection => connection.Execute(
            "INSERT OR REPLACE INTO owners (name, owner, until) VALUES ('Reconcile', 'another', @Until)", new { Until = long.MaxValue }));
        using (var first = await node.SendJsonAsync(HttpMethod.Post, "/api/reconcile", """{"quick":true}"""))
        {
            first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using var second = await node.SendJsonAsync(HttpMethod.Post, "/api/reconcile", """{"fix":true}""");

        var problem = await second.ShouldBeProblemAsync(HttpStatusCode.Conflict, "reconcile-under-way");
        problem.GetProperty("detail").GetString()!.ShouldContain("GET /api/reconcile");
        using var told = await node.GetAsync("/api/reconcile");
        var pass = (await told.JsonAsync()).GetProperty("reconcile");
        pass.GetProperty("status").GetString().ShouldBe("processing");
        pass.GetProperty("fix").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_command_tells_of_the_last_passes_without_beginning_one()
    {
        await using var node = await TestNode.StartAsync();
        using (var none = await RunAsync(node, "reconcile", "--status"))
        {
            none.Out.ShouldContain("reconcile: there was none yet.");
        }

        await node.ReconcileAsync();
        using var told = await RunAsync(node, "reconcile", "--status");
        told.Out.ShouldContain("reconcile: complete");
        told.Out.ShouldContain("scrub: there was none yet.");
        node.Part<PassCatalog>().Last(PassKind.Reconcile)!.Id.ShouldBe(1);
    }

    [Fact]
    public async Task The_command_tells_what_was_found()
    {
        await using var node = await TestNode.StartAsync();
        var id = await UploadAsync(node, 1);
        using (var clean = await RunAsync(node, "reconcile"))
        {
            clean.Out.ShouldContain("All is as it should be.");
        }

        File.Delete(node.FileOf(id));
        using var found = await RunAsync(node, ExitCode.Incomplete, "reconcile", "--quick");
        found.Out.ShouldContain("missing");
        found.Out.ShouldContain(id);
        // What no row knows is told of, and is nobody's loss.
        await node.Client.DeleteAsync(new Uri($"/v1/media/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(node.Outgoing, Guid.NewGuid().ToString("D")), "x");
        using var orphan = await RunAsync(node, "reconcile");
        orphan.Out.ShouldContain("orphan");
    }

    private static Microsoft.Extensions.Time.Testing.FakeTimeProvider Ahead()
    {
        var clock = TruthNode.Clock();
        clock.Advance(TimeSpan.FromMinutes(1));
        return clock;
    }

    private static Task<string> UploadAsync(TestNode node, int seed) => node.UploadAsync(Bytes.Random(1000, seed: seed));

    private static Task<CliRun> RunAsync(TestNode node, params string[] arguments) => RunAsync(node, ExitCode.Ok, arguments);

    private static async Task<CliRun> RunAsync(TestNode node, int exitCode, params string[] arguments)
    {
        var run = new CliRun();
        run.Variables["MEDIANODE_URL"] = node.Url.ToString();
        run.Variables["MEDIANODE_TOKEN"] = await node.LoginAsync("admin", TestNode.Password);
        (await run.RunAsync(arguments)).ShouldBe(exitCode, run.Error);
        return run;
    }
}
