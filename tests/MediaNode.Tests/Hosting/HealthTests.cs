using System.Net;
using System.Text.Json;
using MediaNode.Tests.Hostile;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public class HealthTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Fact]
    public async Task Health_is_the_originals_with_our_own_beside_it()
    {
        foreach (var path in (string[])["/v1/health", "/v1/health/"])
        {
            using var response = await _node.GetAsync(path);

            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
            var health = await response.JsonAsync();
            health.GetProperty("health").GetProperty("gateway_status").GetString().ShouldBeOneOf("connecting", "disconnected");
            health.GetProperty("meta").GetProperty("version").GetString().ShouldBe("v2.49.1");
            health.GetProperty("node").GetProperty("state").GetString().ShouldBe("ok");
            health.GetProperty("node").TryGetProperty("reason", out _).ShouldBeFalse();
            var volume = health.GetProperty("node").GetProperty("volume");
            volume.GetProperty("total_bytes").GetInt64().ShouldBeGreaterThanOrEqualTo(volume.GetProperty("free_bytes").GetInt64());
            volume.GetProperty("free_bytes").GetInt64().ShouldBeGreaterThan(volume.GetProperty("usable_bytes").GetInt64());
            volume.GetProperty("usable_bytes").GetInt64().ShouldBeGreaterThan(0);
            health.GetProperty("node").GetProperty("processing").GetProperty("sandbox").GetString().ShouldBe("isolated");
        }
    }

    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    [InlineData("/readyz/", "ready\n")]
    public async Task Probes_need_no_login(string path, string text)
    {
        using var client = _node.NewClient();
        (await client.GetStringAsync(path)).ShouldBe(text);

        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await client.SendAsync(request);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(text.Length);
    }

    [Theory]
    [InlineData("/v1/health")]
    [InlineData("/metrics")]
    [InlineData("/v1/stats/app")]
    [InlineData("/api/media")]
    public async Task Everything_that_tells_of_the_business_needs_a_login(string path)
    {
        using var client = _node.NewClient();

        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Health_says_that_there_is_no_sandbox_and_why()
    {
        await using var node = await TestNode.StartAsync(["--Processing:Sandbox=off"]);

        using var health = await node.GetAsync("/v1/health");

        var processing = (await health.JsonAsync()).GetProperty("node").GetProperty("processing");
        processing.GetProperty("sandbox").GetString().ShouldBe("limits_only");
        processing.GetProperty("reason").GetString().ShouldBe("Processing:Sandbox is off.");
    }

    [Fact]
    public async Task A_full_volume_is_said_to_be_full_and_the_node_is_ready_all_the_same()
    {
        await using var node = await TestNode.StartAsync(configure: WrappedVolume.Install(real => new FullVolume(real)));

        using var health = await node.GetAsync("/v1/health");

        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await health.JsonAsync()).GetProperty("node").GetProperty("state").GetString().ShouldBe("full");
        (await node.StatusAsync("/readyz")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_that_reads_the_version_finds_one_that_it_can_compare()
    {
        using var response = await _node.GetAsync("/v1/health");
        var version = (await response.JsonAsync()).GetProperty("meta").GetProperty("version").GetString()!;

        Version.Parse(version[1..]).ShouldBeGreaterThan(new Version(2, 35, 2));
        version[0].ShouldBe('v');
    }

    [Fact]
    public async Task The_description_and_its_page_need_no_login()
    {
        using var client = _node.NewClient();

        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi.json"));
        document.RootElement.GetProperty("paths").EnumerateObject().ShouldNotBeEmpty();
        (await client.GetAsync("/docs/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
