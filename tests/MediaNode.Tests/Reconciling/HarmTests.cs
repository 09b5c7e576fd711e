using System.Net;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

/// <summary>Files come to harm at random while media are read and uploaded: every answer is right, and a pass finds all of it.</summary>
[Collection(HeavyTests.Name)]
public sealed class HarmTests
{
    private const int Files = 120;
    private const int Length = 20_000;

    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    [Fact]
    public async Task Whatever_befalls_files_under_load_no_wrong_byte_is_served_and_a_pass_finds_it()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        await using var node = await TestNode.StartAsync();
        var media = await Task.WhenAll(Enumerable.Range(0, Files).Select(
            async number => (Id: await node.UploadAsync(Bytes.Random(Length, seed: number)), Digest: MediaCalls.DigestOf(Bytes.Random(Length, seed: number)))));
        var (missing, damaged) = (new List<string>(), new List<string>());
        using var over = new CancellationTokenSource();
        var load = Enumerable.Range(0, 3).Select(reader => Task.Run(async () =>
        {
            var pick = new Random(_seed + reader);
            while (!over.IsCancellationRequested)
            {
                var (id, digest) = media[pick.Next(media.Length)];
                try
                {
                    using var answer = await node.GetAsync($"/v1/media/{id}");
                    if (answer.StatusCode == HttpStatusCode.OK)
                    {
                        MediaCalls.DigestOf(await answer.Content.ReadAsByteArrayAsync()).ShouldBe(digest);
                    }
                    else
                    {
                        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.InternalServerError);
                    }
                }
                catch (HttpRequestException)
                {
                    // Cut off, and so no answer.
                }

                await node.UploadAsync(Bytes.Random(100, seed: pick.Next()));
            }
        })).ToArray();

        foreach (var (id, _) in media.OrderBy(_ => random.Next()).Take(Files / 2).ToList())
        {
            var file = node.FileOf(id);
            switch (random.Next(4))
            {
                case 0:
                    File.Delete(file);
                    missing.Add(id);
                    break;
                case 1:
                    using (var cut = File.Open(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                    {
                        cut.SetLength(random.Next(Length));
                    }

                    damaged.Add(id);
                    break;
                case 2:
                    TruthNode.Flip(file, random);
                    damaged.Add(id);
                    break;
                default:
                    File.Delete(file);
                    File.CreateSymbolicLink(file, "/etc/passwd");
                    missing.Add(id);
                    break;
            }
        }

        var pass = await node.ReconcileAsync();
        await over.CancelAsync();
        await Task.WhenAll(load);

        pass.Found("missing").ShouldBe(missing.Order());
        pass.Found("damaged").ShouldBe(damaged.Order());
        pass.Count("orphan").ShouldBe(0);
        foreach (var (id, digest) in media)
        {
            if (missing.Contains(id) || damaged.Contains(id))
            {
                (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(missing.Contains(id) ? HttpStatusCode.NotFound : HttpStatusCode.InternalServerError);
            }
            else
            {
                (await node.Client.DigestOfAsync(id)).ShouldBe(digest);
            }
        }
    }

    [Fact]
    public async Task Whenever_the_node_is_killed_the_pass_is_finished_by_the_next_start()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        using var directory = new TempDirectory();
        var data = Path.Combine(directory.Path, "data");
        string[] media;
        await using (var node = await NodeProcess.StartAsync(data))
        {
            media = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => node.Client.UploadAsync(Bytes.Random(1000))));
            await node.KillAsync();
        }

        var outgoing = Path.Combine(data, "media", "outgoing");
        var gone = media.Take(50).ToList();
        gone.ForEach(id => File.Delete(Path.Combine(outgoing, id)));
        var flipped = media.Skip(50).Take(40).ToList();
        flipped.ForEach(id => TruthNode.Flip(Path.Combine(outgoing, id), random));
        for (var number = 0; number < 3000; number++)
        {
            await File.WriteAllBytesAsync(Path.Combine(outgoing, Guid.NewGuid().ToString("D")), [1]);
        }

        string[] settings = ["--Reconciling:OrphanGrace=00:00:00"];
        await using (var node = await NodeProcess.StartAsync(data, settings))
        {
            using var begun = await node.Client.PostAsync("/api/reconcile", new StringContent("""{"fix":true,"force":true}"""));
            begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await node.KillAsync();
        }

        for (var kills = 0; kills < 4; kills++)
        {
            await using var node = await NodeProcess.StartAsync(data, settings);
            await Task.Delay(random.Next(0, 60));
            await node.KillAsync();
        }

        await using (var node = await NodeProcess.StartAsync(data, settings))
        {
            var status = "processing";
            while (status == "processing")
            {
                using var told = await node.Client.GetAsync("/api/reconcile");
                var pass = (await told.JsonAsync()).GetProperty("reconcile");
                status = pass.GetProperty("status").GetString();
                pass.GetProperty("id").GetInt64().ShouldBe(1);
                await Task.Delay(20, TestContext.Current.CancellationToken);
                if (status == "complete")
                {
                    pass.Count("missing").ShouldBe(50);
                    pass.Found("damaged").ShouldBe(flipped.Order());
                }
            }

            status.ShouldBe("complete");
            Directory.GetFiles(outgoing).Select(path => Path.GetFileName(path)).Order().ShouldBe(media.Except(gone).Order());
            (await node.Client.ListAsync()).GroupBy(one => one.State).ToDictionary(same => same.Key, same => same.Count())
                .ShouldBe(new Dictionary<string, int> { ["missing"] = 50, ["damaged"] = 40, ["stored"] = 210 }, ignoreOrder: true);
            (await node.Client.DigestOfAsync(media[^1])).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
        }
    }
}
