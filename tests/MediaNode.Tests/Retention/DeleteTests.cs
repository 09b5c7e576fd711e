using System.Net;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

public class DeleteTests
{
    [Fact]
    public async Task A_deleted_media_is_gone_at_once_and_for_good()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(1000));
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).Length.ShouldBe(1000);

        using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
            deleted.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
            (await deleted.Content.ReadAsStringAsync()).ShouldBe("""{"meta":{"api_status":"stable","version":"v2.49.1"}}""");
        }

        node.Files.ShouldBeEmpty();
        (await node.MediaAsync()).ShouldBeEmpty();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Delete])
        {
            using var response = await node.SendAsync(method, $"/v1/media/{id}");
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Of_many_deletes_at_once_exactly_one_did_it()
    {
        await using var node = await TestNode.StartAsync();
        for (var round = 0; round < 10; round++)
        {
            var id = await node.UploadAsync(Bytes.Random(100));

            var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}")));

            responses.Select(response => (int)response.StatusCode).Order().ShouldBe([200, .. Enumerable.Repeat(404, 15)]);
        }

        node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deletes_and_downloads_at_once_give_the_whole_media_or_none()
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(200_000);
        for (var round = 0; round < 10; round++)
        {
            var id = await node.UploadAsync(bytes);
            var downloads = Enumerable.Range(0, 8).Select(_ => node.GetAsync($"/v1/media/{id}")).ToList();
            using var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}");
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);

            foreach (var response in await Task.WhenAll(downloads))
            {
                response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
                var body = await response.Content.ReadAsByteArrayAsync();
                body.AsSpan().SequenceEqual(response.StatusCode == HttpStatusCode.OK ? bytes : []).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_that_has_begun_ends_well_though_the_media_is_deleted(bool verifiedBefore)
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(30 << 20);
        var id = await node.UploadAsync(bytes);
        if (verifiedBefore)
        {
            (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).Length.ShouldBe(bytes.Length);
        }

        using var client = await PlainSocket.ConnectAsync(node, receiveBuffer: 4096);
        await client.SendAsync(PlainSocket.Head(node, "GET", $"/v1/media/{id}"));
        (await client.ReadAsync(withBody: false)).Status.ShouldBe(200);

        using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.NotFound);
        var body = await client.ReadBodyAsync(bytes.Length);
        body.Length.ShouldBe(bytes.Length);
        SHA256.HashData(body).ShouldBe(SHA256.HashData(bytes));
    }

    [Fact]
    public async Task A_damaged_media_can_be_deleted()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(1000));
        await File.WriteAllBytesAsync(node.FileOf(id), Bytes.Random(1000, seed: 2));
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.InternalServerError);

        using var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}");

        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(HttpStatusCode.NotFound);
        node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_id_may_be_written_in_upper_case_and_the_path_may_end_in_a_slash()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync([1]);

        using var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{id.ToUpperInvariant()}/");

        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        node.Files.ShouldBeEmpty();
    }
}
