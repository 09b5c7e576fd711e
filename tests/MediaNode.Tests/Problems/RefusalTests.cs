using System.Net;
using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Problems;

public class RefusalTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/media/0190163d-8694-739b-aea5-966c26f8ad91/nothing")]
    [InlineData("//v1/media")]
    [InlineData("/V2/media")]
    [InlineData("/etc/passwd")]
    [InlineData("/%00")]
    public async Task An_unknown_path_is_told_so_in_the_originals_words(string path)
    {
        await using var node = await TestNode.StartAsync();
        foreach (var method in (string[])["GET", "POST", "DELETE", "PATCH"])
        {
            using var client = await PlainSocket.ConnectAsync(node);
            await client.SendAsync(PlainSocket.Head(node, method, path, "Content-Length: 0"));
            var answer = await client.ReadAsync();
            if (path == "/%00")
            {
                answer.Status.ShouldBe(400); // The server itself refuses a null character.
                continue;
            }

            answer.Status.ShouldBe(404);
            answer.Headers["Content-Type"].ShouldBe("application/json");
            answer.Text.ShouldBe(
                """{"meta":{"api_status":"stable","version":"v2.49.1"},"errors":[{"code":1006,"title":"Resource not found","details":"URL path not found."}]}""");
        }
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/nothing")]
    public async Task An_unknown_path_of_our_own_is_a_problem_of_RFC_9457(string path)
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.GetAsync(path);

        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        refused.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        (await refused.Content.ReadAsStringAsync()).ShouldBe(
            """{"type":"urn:medianode:problem:path-not-found","title":"Resource not found","status":404,"detail":"URL path not found.","code":1006}""");
    }

    [Theory]
    [InlineData("GET", "/v1/media", "POST")]
    [InlineData("PUT", "/v1/media/", "POST")]
    [InlineData("POST", "/v1/media/0190163d-8694-739b-aea5-966c26f8ad91", "DELETE, GET, HEAD")]
    [InlineData("PATCH", "/v1/users/admin", "DELETE, GET, PUT")]
    [InlineData("GET", "/v1/users", "POST")]
    [InlineData("GET", "/v1/users/login", "DELETE, GET, POST, PUT")]
    [InlineData("POST", "/v1/health", "GET")]
    [InlineData("OPTIONS", "/v1/health", "GET")]
    [InlineData("MADE-UP", "/healthz", "GET, HEAD")]
    [InlineData("PUT", "/api/media", "GET, HEAD")]
    public async Task A_method_that_a_path_does_not_offer_is_told_those_that_it_does(string method, string path, string allowed)
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.SendAsync(new HttpMethod(method), path);

        if (path == "/v1/users/login")
        {
            // A user may be called login: GET shows the user, who does not exist.
            await refused.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
            return;
        }

        refused.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", refused.Content.Headers.Allow.Order()).ShouldBe(allowed);
        var text = await refused.Content.ReadAsStringAsync();
        text.ShouldContain("\"code\":1006");
        text.ShouldContain("it offers");
    }

    [Fact]
    public async Task A_failing_volume_is_our_fault_and_the_answer_says_nothing_of_it()
    {
        await using var node = await TestNode.StartAsync(configure: WrappedVolume.Install(real => new FailingVolume(real)));

        using var refused = await node.PostMediaAsync([1, 2, 3]);

        var details = await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014);
        details.ShouldNotContain("/secret/path");
        (await node.MediaAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_that_nobody_foresaw_is_answered_with_a_number_to_look_for_in_the_log()
    {
        await using var node = await TestNode.StartAsync(configure: WrappedVolume.Install(real => new FaultyVolume(real)));
        var id = await node.UploadAsync([1, 2, 3]);

        using var refused = await node.GetAsync($"/v1/media/{id}");

        var details = await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014);
        details.ShouldStartWith("A fault in the node; its log has the cause under ");
        details.ShouldNotContain("inner workings");
        (await node.StatusAsync("/v1/health")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_catalogue_that_cannot_be_read_is_a_database_error_and_the_node_is_not_ready()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync([1, 2, 3]);
        using (var connection = new SqliteConnection($"Data Source={node.Part<CatalogFile>().Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE media RENAME TO elsewhere";
            command.ExecuteNonQuery();
        }

        using var refused = await node.GetAsync($"/v1/media/{id}");
        await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1023);
        using var upload = await node.PostMediaAsync([1]);
        await upload.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1023);
        node.Files.Count.ShouldBe(1);
        (await node.StatusAsync("/readyz")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await node.StatusAsync("/healthz")).ShouldBe(HttpStatusCode.OK);
        using var health = await node.GetAsync("/v1/health");
        (await health.JsonAsync()).GetProperty("node").GetProperty("state").GetString().ShouldBe("failing");
    }

    private sealed class FailingVolume(IVolume inner) : WrappedVolume(inner)
    {
        public override Task SyncAsync(BlobWriter blob) => Task.FromException(new IOException("/secret/path: Input/output error", 5));
    }

    private sealed class FaultyVolume(IVolume inner) : WrappedVolume(inner)
    {
        public override Blob? Open(BlobKey key) => throw new InvalidOperationException("inner workings");
    }
}
