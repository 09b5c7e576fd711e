using System.Net;
using MediaNode.Reconciling;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>A media that was deleted comes back by an import, under its id and with other bytes: each backup has the bytes of its time.</summary>
public class SameIdTests
{
    [Theory]
    [InlineData(5000)]
    [InlineData(7000)]
    public async Task Each_backup_has_the_bytes_that_an_id_had_at_its_time(int length)
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var (first, second) = (Bytes.Random(5000, 1), Bytes.Random(length, 2));
        var id = await node.UploadAsync(first);
        await place.BackUpAsync("--keep", "2");
        await ReplaceAsync(node, place, id, second);

        (await place.BackUpAsync("--keep", "2"))["copied"]!.GetValue<long>().ShouldBe(1);
        // What is there is found again.
        (await place.BackUpAsync("--keep", "3"))["copied"]!.GetValue<long>().ShouldBe(0);

        await place.VerifyAsync();
        foreach (var (name, bytes) in new[] { (place.Complete[0], first), (place.Complete[1], second), (place.Complete[2], second) })
        {
            await place.RunAsync(0, "restore", place.Backups, "--at", name, "--data", place.At(name));
            (await File.ReadAllBytesAsync(Path.Combine(place.At(name), "media/outgoing", id))).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task With_one_backup_kept_it_is_the_latest_that_is_whole_and_both_files_go_with_the_media()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var id = await node.UploadAsync(Bytes.Random(5000, 1));
        await place.BackUpAsync();
        await ReplaceAsync(node, place, id, Bytes.Random(5000, 2));
        await place.BackUpAsync();
        await place.VerifyAsync();

        (await node.Client.DeleteAsync($"/v1/media/{id}")).Dispose();
        await place.BackUpAsync();

        place.Kept.ShouldBeEmpty();
    }

    private static async Task ReplaceAsync(TestNode node, BackedUp place, string id, byte[] bytes)
    {
        (await node.Client.DeleteAsync($"/v1/media/{id}")).Dispose();
        Directory.CreateDirectory(Path.Combine(place.Data, "import"));
        await File.WriteAllBytesAsync(Path.Combine(place.Data, "import", id), bytes);
        using var begun = await node.SendJsonAsync(HttpMethod.Post, "/api/import", "{}");
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(() => node.Part<ImportRuns>().Last is { Tally: { EndedAt: not null, Imported: 1 } }, "the import ended");
    }
}
