using System.Net.Sockets;
using System.Text;
using MediaNode.Tests.Durability;
using MediaNode.Tests.EndToEnd;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

/// <summary>A media that is half-way sent when somebody is gone: the one who sends, or the simulator.</summary>
[Collection(HeavyTests.Name)]
public sealed class BrokenOffTests
{
    private const string Path = $"/sim/phones/{PhoneBench.Ada}/send?type=document&to={PhoneBench.Number}";

    [Theory]
    [InlineData("Content-Length: 1000000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_that_breaks_off_sends_nothing(string header)
    {
        await using var bench = await PhoneBench.StartAsync();

        using (await BeginAsync(new Uri(bench.Host.Urls[0]), header, () => SpoolOf(bench.Data)))
        {
        }

        await Eventually.HoldsAsync(() => SpoolOf(bench.Data) is null, "the half of a media is gone");
        (await bench.EventsAsync()).ShouldBeEmpty();
        (await bench.GetAsync("/sim/media")).GetProperty("media").GetArrayLength().ShouldBe(0);
        (await bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/messages")).GetProperty("messages").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_simulator_that_is_killed_in_the_middle_has_sent_nothing_and_sends_again()
    {
        using var state = new TempDirectory();
        var process = await SimulatorProcess.StartAsync(state.Path);
        var url = process.Url;
        try
        {
            using (await BeginAsync(url, "Content-Length: 1000000", () => SpoolOf(state.Path)))
            {
                await process.DisposeAsync();
            }

            process = await SimulatorProcess.StartAsync(state.Path, url.ToString());
            using var simulator = new TestSimulator(url);
            SpoolOf(state.Path).ShouldBeNull();
            (await simulator.GetAsync($"/wa/{PhoneBench.Number}/events")).GetProperty("events").GetArrayLength().ShouldBe(0);
            (await simulator.BlobsAsync()).ShouldBeEmpty();
            using var body = new ByteArrayContent([1, 2, 3]);
            using var response = await simulator.Client.PostAsync(new Uri(Path, UriKind.Relative), body);
            var id = (await response.JsonAsync()).GetProperty("id").GetString()!;

            // What was answered is there, whenever the process ends.
            await process.DisposeAsync();
            process = await SimulatorProcess.StartAsync(state.Path, url.ToString());
            (await simulator.ContentAsync(PhoneBench.Ada, id)).ShouldBe([1, 2, 3]);
            var told = (await simulator.GetAsync($"/wa/{PhoneBench.Number}/events")).GetProperty("events")[0];
            told.GetProperty("message_id").GetString().ShouldBe(id);
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    private static string? SpoolOf(string data) =>
        Directory.Exists(System.IO.Path.Combine(data, "spool")) ? Directory.GetFiles(System.IO.Path.Combine(data, "spool")).FirstOrDefault() : null;

    // Half of a body, as far as the disk.
    private static async Task<Socket> BeginAsync(Uri url, string header, Func<string?> spool)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port);
        var start = header.StartsWith("Transfer", StringComparison.Ordinal) ? "7A120\r\n" : "";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: wa\r\n{header}\r\n\r\n{start}"));
        await socket.SendAsync(Bytes.Random(400_000));
        await Eventually.HoldsAsync(() => spool() is { } file && new FileInfo(file) is { Exists: true, Length: > 100_000 }, "half of it is there");
        return socket;
    }
}
