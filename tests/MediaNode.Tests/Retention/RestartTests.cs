using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

public class RestartTests
{
    [Fact]
    public async Task A_pass_goes_on_behind_the_media_that_it_had_come_to()
    {
        using var data = new TempDirectory();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var media = new List<string>();
        await using (var node = await RetentionNode.StartAsync(data: data.Path, clock: clock))
        {
            for (var number = 0; number < 6; number++)
            {
                media.Add(await node.UploadAsync());
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            await node.ChangeAsync(
                "INSERT INTO sweeps (kind, asker, started_at, tier, after, looked, forgotten, bytes) VALUES (1, 0, 0, 0, @After, 3, 3, 300)", new { After = media[2] });
        }

        clock.Advance(TimeSpan.FromDays(31));
        await using (var node = await RetentionNode.StartAsync(data: data.Path, clock: clock))
        {
            await node.EndedAsync(1);
            (await Task.WhenAll(media.Select(node.IsKeptAsync))).ShouldBe([true, true, true, false, false, false]);
            var sweep = await node.JsonAsync("/api/retention/sweeps/1");
            (sweep.GetProperty("looked").GetInt64(), sweep.GetProperty("forgotten").GetInt64(), sweep.GetProperty("bytes").GetInt64()).ShouldBe((6, 6, 600));
        }
    }

    [Fact]
    public async Task What_stopped_being_offered_before_a_crash_is_finished_at_the_start_and_why_it_went_is_known()
    {
        using var data = new TempDirectory();
        string media;
        await using (var node = await RetentionNode.StartAsync(data: data.Path))
        {
            media = await node.UploadAsync();
            var catalog = node.Node.Part<MediaNode.Catalog.RetentionCatalog>();
            var page = catalog.Page(null, node.Clock.GetUtcNow(), 10);
            await catalog.StopOfferingAsync(page.Candidates, _ => "A test stopped here.", page.Seen, sweep: null);
            File.Exists(node.Node.FileOf(media)).ShouldBeTrue();
        }

        await using (var node = await RetentionNode.StartAsync(data: data.Path))
        {
            node.Node.Files.ShouldBeEmpty();
            (await node.WhyAsync(media)).GetProperty("why").GetString().ShouldBe("A test stopped here.");
        }
    }
}
