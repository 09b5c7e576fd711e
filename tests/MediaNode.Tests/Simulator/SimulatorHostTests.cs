using System.Net;
using MediaNode.Simulator;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator;

public sealed class SimulatorHostTests : IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_directory_is_used_by_one_simulator_at_a_time()
    {
        await using (await StartAsync())
        {
            (await Should.ThrowAsync<IOException>(() => StartAsync())).Message.ShouldBe($"The simulator's directory {_data.Path} is in use by another.");
        }

        await using var next = await StartAsync();
        next.Urls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_does_not_start_leaves_the_directory_to_the_next()
    {
        await Should.ThrowAsync<FormatException>(() => StartAsync("nowhere"));

        await using var next = await StartAsync();
        next.Urls.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Origin", "https://example.com", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost.example.com", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.OK)]
    [InlineData("Origin", "http://localhost:8080", HttpStatusCode.OK)]
    [InlineData("Origin", "http://127.0.0.2", HttpStatusCode.OK)]
    [InlineData("Origin", "http://[::1]:8080", HttpStatusCode.OK)]
    public async Task Web_pages_from_elsewhere_are_refused(string header, string value, HttpStatusCode status)
    {
        await using var simulator = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(simulator.Urls[0]) };

        foreach (var path in new[] { "/sim/clock", "/SIM/phones", "/wa/15550009999/media_conn" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(header, value);
            using var response = await client.SendAsync(request);

            response.StatusCode.ShouldBe(status, path);
            if (status == HttpStatusCode.Forbidden)
            {
                (await response.JsonAsync()).GetProperty("error").GetString()!.ShouldContain("web page");
            }
        }
    }

    private Task<SimulatorHost> StartAsync(string urls = "http://127.0.0.1:0") => SimulatorHost.StartAsync(new SimulatorOptions(urls, _data.Path));
}
