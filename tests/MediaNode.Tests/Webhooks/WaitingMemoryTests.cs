using System.Net;
using MediaNode.Catalog;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>A receiver that is away costs disk, not memory.</summary>
[Collection(HeavyTests.Name)]
public sealed class WaitingMemoryTests
{
    private const int Events = 100_000;
    private const int Users = 20_000;
    private const long Limit = 256L << 20; // As for uploads.

    [Fact]
    public async Task A_hundred_thousand_events_wait_in_little_memory_and_are_caught_up()
    {
        using var data = new TempDirectory();
        await SeedAsync(data.Path);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = AcknowledgementTests.Status(503);
        await using var node = await NodeProcess.StartAsync(data.Path, ["--Webhooks:MostEvents=50"]);
        using var set = await node.Client.PatchAsync(
            new Uri("/v1/settings/application", UriKind.Relative),
            new StringContent($$$"""{"webhooks":{"url":"{{{receiver.Url.OriginalString}}}","max_concurrent_requests":24}}"""));
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        await receiver.HeardAsync(1);
        new FileInfo(Path.Combine(data.Path, "catalogue.db")).Length.ShouldBeGreaterThan(10 << 20);

        receiver.Answer = AcknowledgementTests.Status(200);
        using var hastened = await node.Client.PostAsync(new Uri("/api/webhooks/retry", UriKind.Relative), null);
        hastened.StatusCode.ShouldBe(HttpStatusCode.OK);
        await receiver.ToldAsync(5_000);

        var peak = node.PeakMemory;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Events} events waiting: {peak >> 20} MiB resident at most");
        peak.ShouldBeLessThan(Limit);
        var told = receiver.All.Where(one => one.Answered == 200).SelectMany(one => one.Contacts.Zip(one.Told)).ToLookup(pair => pair.First, pair => pair.Second);
        told.ShouldAllBe(contact => contact.SequenceEqual(contact.Order(StringComparer.Ordinal)));
    }

    /// <summary>As if the receiver had been away: what users wrote is in the catalogue before the node starts.</summary>
    private static async Task SeedAsync(string data)
    {
        var file = new CatalogFile(Path.Combine(data, "catalogue.db"));
        file.Migrate();
        using var writer = new CatalogWriter(file, (_, _) => { }, TimeProvider.System);
        var events = new EventCatalog(file, writer, new WebhookEvents(TimeProvider.System) { Wish = new WebhookWish(true, true, true) }, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        for (var first = 0; first < Events; first += 1000)
        {
            await events.TakeInAsync("seeded", first + 1, [], [], [.. Enumerable.Range(first, 1000).Select(number => new InboundRow(
                $"in{number:D6}", $"{15550000000 + (number % Users)}", "Ada", "text", $$"""{"body":"{{new string('x', 100)}}"}""", now))]);
        }
    }
}
