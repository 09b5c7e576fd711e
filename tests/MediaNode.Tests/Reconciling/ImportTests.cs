using System.Net;
using System.Text.Json;
using MediaNode.Cli;
using MediaNode.Reconciling;
using MediaNode.Tests.Cli;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

public sealed class ImportTests
{
    private static readonly byte[] _pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"u8.ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_volume_of_the_original_keeps_its_ids(bool listed)
    {
        using var elsewhere = new TempDirectory();
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(listed ? [$"--Reconciling:ImportFrom={elsewhere.Path}"] : [], data: data.Path);
        var from = listed ? elsewhere.Path : Path.Combine(data.Path, "import");
        var (flat, hashed, upper) = (Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"));
        await PutAsync(from, flat, _pdf);
        await PutAsync(from, $"ab/cd/{hashed}.pdf", _pdf);
        await PutAsync(from, upper.ToUpperInvariant(), Bytes.Random(1000));
        await PutAsync(from, "holiday.jpg", Bytes.Random(2000));
        await PutAsync(from, "empty", []);

        var rehearsal = await ImportAsync(node, listed ? from : null, dryRun: true);
        rehearsal.GetProperty("imported").GetInt64().ShouldBe(4);
        rehearsal.GetProperty("refused").GetInt64().ShouldBe(1);
        (await node.MediaAsync()).ShouldBeEmpty();

        var import = await ImportAsync(node, listed ? from : null);
        import.GetProperty("imported").GetInt64().ShouldBe(4);
        import.GetProperty("refusals")[0].GetProperty("file").GetString().ShouldBe("empty");
        using (var answer = await node.GetAsync($"/v1/media/{hashed}"))
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_pdf);
        }

        (await node.StatusAsync($"/v1/media/{flat}")).ShouldBe(HttpStatusCode.OK);
        (await node.Client.GetByteArrayAsync($"/v1/media/{upper}")).ShouldBe(Bytes.Random(1000));
        (await node.MediaAsync()).Count.ShouldBe(4);
        File.Exists(Path.Combine(from, flat)).ShouldBeTrue();

        // Again, all is here, those with ids of their own too; with other bytes it is refused.
        await File.WriteAllBytesAsync(Path.Combine(from, flat), Bytes.Random(10));
        var again = await ImportAsync(node, listed ? from : null);
        again.GetProperty("known").GetInt64().ShouldBe(3);
        again.GetProperty("imported").GetInt64().ShouldBe(0);
        again.GetProperty("refusals").EnumerateArray().Select(row => row.GetProperty("file").GetString()).ShouldContain(flat);
        (await node.Client.GetByteArrayAsync($"/v1/media/{flat}")).ShouldBe(_pdf);
        (await node.ReconcileAsync()).GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_was_forgotten_and_comes_again_is_here()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var id = await node.UploadAsync(_pdf, "application/pdf");
        using (await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}"))
        {
        }

        await PutAsync(Path.Combine(data.Path, "import"), id, _pdf);
        await ImportAsync(node, null);

        using var why = await node.GetAsync($"/api/media/{id}/why");
        (await why.JsonAsync()).GetProperty("state").GetString().ShouldBe("kept");
    }

    [Fact]
    public async Task Nothing_is_imported_from_where_the_settings_do_not_allow_it()
    {
        using var allowed = new TempDirectory();
        using var other = new TempDirectory();
        await using var node = await TestNode.StartAsync([$"--Reconciling:ImportFrom={allowed.Path}"]);
        var link = Path.Combine(allowed.Path, "link");
        Directory.CreateSymbolicLink(link, other.Path);
        await PutAsync(other.Path, "secret", Bytes.Random(10));

        foreach (var path in (string[])[other.Path, "/", "import", $"{allowed.Path}/../{Path.GetFileName(other.Path)}", link, $"{allowed.Path}-near", ""])
        {
            using var answer = await node.SendJsonAsync(HttpMethod.Post, "/api/import", $$"""{"path":"{{path}}"}""");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        }

        File.CreateSymbolicLink(Path.Combine(allowed.Path, "file"), Path.Combine(other.Path, "secret"));
        (await ImportAsync(node, allowed.Path)).GetProperty("imported").GetInt64().ShouldBe(0);
        (await node.MediaAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_lies_there_files_are_copied_and_what_is_no_file_is_refused_or_passed_over()
    {
        using var data = new TempDirectory();
        using var outside = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var from = Path.Combine(data.Path, "import");
        var (linked, inDirectory) = (Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"));
        await PutAsync(outside.Path, "elsewhere", Bytes.Random(3000));
        Directory.CreateDirectory(from);
        // A second name of a file elsewhere is a file as good as any: its bytes are copied, and a later change of it is none of ours.
        HardLink(Path.Combine(outside.Path, "elsewhere"), Path.Combine(from, linked));
        File.CreateSymbolicLink(Path.Combine(from, Guid.NewGuid().ToString("D")), Path.Combine(outside.Path, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(from, "away"), outside.Path);
        await PutAsync(from, $"{Guid.NewGuid():D}/{inDirectory}", _pdf);
        await PutAsync(from, "two\nlines \u202e<b>.jpg", Bytes.Random(50));
        await PutAsync(from, ".hidden/secret", Bytes.Random(60));
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(from, "pipe")]))
        {
            await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var import = await ImportAsync(node, null);

        import.GetProperty("imported").GetInt64().ShouldBe(3);
        import.GetProperty("refusals").EnumerateArray().Select(row => row.GetProperty("file").GetString()).ShouldBe(["pipe"]);
        await File.WriteAllBytesAsync(Path.Combine(outside.Path, "elsewhere"), [1], TestContext.Current.CancellationToken);
        (await node.Client.GetByteArrayAsync($"/v1/media/{linked}")).ShouldBe(Bytes.Random(3000));
        (await node.Client.GetByteArrayAsync($"/v1/media/{inDirectory}")).ShouldBe(_pdf);
        (await node.ReconcileAsync()).GetProperty("findings").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_directory_too_deep_to_be_named_is_refused_and_the_others_are_imported()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var from = Path.Combine(data.Path, "import");
        // Neither is longer than a path may be; together they are.
        var (upper, lower) = (Path.Combine(from, Deep()), Path.Combine(data.Path, Deep()));
        Directory.CreateDirectory(upper);
        await PutAsync(lower, "deep", Bytes.Random(40));
        Directory.Move(Path.Combine(data.Path, new string('d', 200)), Path.Combine(upper, "below"));
        await PutAsync(from, "a/one", Bytes.Random(50));
        await PutAsync(from, "z/two", Bytes.Random(60));

        var import = await ImportAsync(node, null);
        await RemoveAsync(from);

        import.GetProperty("fault").GetString().ShouldBeNull();
        import.GetProperty("imported").GetInt64().ShouldBe(2);
        import.GetProperty("refusals")[0].GetProperty("what").GetString()!.ShouldStartWith("The directory cannot be read: ");

        static string Deep() => string.Join('/', Enumerable.Repeat(new string('d', 200), 15));
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_refused_with_words()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var from = Path.Combine(data.Path, "import");
        await PutAsync(from, "one", Bytes.Random(50));
        using (var copy = System.Diagnostics.Process.Start("bash", ["-c", "cp \"$0/one\" \"$0/\"$'\\xff.jpg'", from]))
        {
            await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var import = await ImportAsync(node, null);
        await RemoveAsync(from);

        import.GetProperty("imported").GetInt64().ShouldBe(1);
        import.GetProperty("refusals")[0].GetProperty("what").GetString().ShouldBe("Its name is not UTF-8: rename it.");
    }

    [Fact]
    public async Task Nothing_is_imported_where_uploads_are_refused_for_want_of_room()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path, configure: WrappedVolume.Install(real => new FillingVolume(real)));
        await PutAsync(Path.Combine(data.Path, "import"), Guid.NewGuid().ToString("D"), _pdf);

        var import = await ImportAsync(node, null, ends: "failed");

        import.GetProperty("fault").GetString()!.ShouldContain("uploads are refused");
        node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_that_became_a_link_is_not_followed()
    {
        using var data = new TempDirectory();
        using var outside = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var from = Path.Combine(data.Path, "import");
        Directory.CreateDirectory(from);
        await PutAsync(outside.Path, "secret", Bytes.Random(100));
        Directory.CreateSymbolicLink(Path.Combine(from, "folder"), outside.Path);

        // As if it had still been a directory when its names were read.
        var file = await node.Part<Importer>().ImportAsync(from, Path.Combine(from, "folder", "secret"), dryRun: false, TestContext.Current.CancellationToken);

        (file.Outcome, file.What).ShouldBe((ImportOutcome.Refused, "A link leads to it."));
        (await node.MediaAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_is_refused_and_nothing_is_left_of_it()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path);
        var from = Path.Combine(data.Path, "import");
        var id = Guid.NewGuid().ToString("D");
        await PutAsync(from, id, new byte[4 << 20]);
        using var over = new CancellationTokenSource();
        var growing = Task.Run(
            () =>
            {
                using var file = File.Open(Path.Combine(from, id), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                while (!over.IsCancellationRequested)
                {
                    file.WriteByte(1); // Slowly: it must not become too large before it is read.
                    file.Flush();
                }
            },
            TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => new FileInfo(Path.Combine(from, id)).Length > (4 << 20) + 1000, "it grows");

        var import = await ImportAsync(node, null);
        await over.CancelAsync();
        await growing;

        import.GetProperty("refusals")[0].GetProperty("what").GetString()!.ShouldContain("Somebody writes to it");
        node.Files.ShouldBeEmpty();
        (await ImportAsync(node, null)).GetProperty("imported").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task The_command_prints_the_plan_and_then_does_it()
    {
        using var from = new TempDirectory();
        await using var node = await TestNode.StartAsync([$"--Reconciling:ImportFrom={from.Path}"]);
        var id = Guid.NewGuid().ToString("D");
        await PutAsync(from.Path, id, _pdf);

        using (var plan = await RunAsync(node, "import", "--dry-run", from.Path))
        {
            plan.Out.ShouldContain("1 would be imported");
            plan.Out.ShouldContain(id);
        }

        using var done = await RunAsync(node, "import", from.Path);
        done.Out.ShouldContain("1 imported");
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.OK);
    }

    private static void HardLink(string existing, string name)
    {
        using var link = System.Diagnostics.Process.Start("ln", [existing, name]);
        link.WaitForExit();
        link.ExitCode.ShouldBe(0);
    }

    // What has no name of its own .NET does not remove.
    private static async Task RemoveAsync(string path)
    {
        using var removal = System.Diagnostics.Process.Start("rm", ["-rf", path]);
        await removal.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task PutAsync(string root, string name, byte[] bytes)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes);
    }

    private static async Task<JsonElement> ImportAsync(TestNode node, string? path, bool dryRun = false, string ends = "complete")
    {
        var dry = dryRun ? "true" : "false";
        using var begun = await node.SendJsonAsync(
            HttpMethod.Post, "/api/import", path is null ? $$"""{"dry_run":{{dry}}}""" : $$"""{"path":"{{path}}","dry_run":{{dry}}}""");
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(() => node.Part<ImportRuns>().Last is { Tally.EndedAt: not null }, "the import ended");
        using var told = await node.GetAsync("/api/import");
        var import = (await told.JsonAsync()).GetProperty("import");
        import.GetProperty("status").GetString().ShouldBe(ends, import.ToString());
        return import;
    }

    private static async Task<CliRun> RunAsync(TestNode node, params string[] arguments)
    {
        var run = new CliRun();
        run.Variables["MEDIANODE_URL"] = node.Url.ToString();
        run.Variables["MEDIANODE_TOKEN"] = await node.LoginAsync("admin", TestNode.Password);
        (await run.RunAsync(arguments)).ShouldBe(ExitCode.Ok, run.Error);
        return run;
    }

    /// <summary>Has room for links and messages, and none for uploads.</summary>
    private sealed class FillingVolume(IVolume inner) : WrappedVolume(inner)
    {
        public override VolumeSpace Space => new(1_000_000_000, 90_000_000, 90_000_000)
        {
            Marks = new VolumeMarks(new(200_000_000, 0), new(100_000_000, 0), new(75_000_000, 0), new(50_000_000, 0)),
        };
    }
}
