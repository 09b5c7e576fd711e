using MediaNode.Simulator;
using MediaNode.Tests.Durability;
using MediaNode.Tests.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary><c>kill -9</c> in the midst of a fetch: nothing is left of it, and it is made again at the next start.</summary>
[Collection(HeavyTests.Name)]
public sealed class KilledFetchTests
{
    private const string Phone = "15550950001";

    [Fact]
    public async Task A_fetch_that_was_killed_leaves_nothing_and_is_made_again()
    {
        using var directory = new TempDirectory();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", Path.Combine(directory.Path, "simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        var bytes = await LinkCalls.SampleAsync("one-page.pdf");
        var (half, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var origin = await Origin.StartAsync(async context =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await context.Response.Body.FlushAsync();
            half.TrySetResult();
            await open.Task;
            await context.Response.Body.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        });
        var data = Path.Combine(directory.Path, "data");
        string[] settings = [$"--WhatsApp:Url={simulator.Url}", "--Links:AllowedNetworks=127.0.0.0/8"];
        var node = await NodeProcess.StartAsync(data, settings);
        var id = "";
        try
        {
            id = await node.Client.SendMessageAsync(Phone, "document", $$"""{"link":"{{origin.Url}}/a.pdf","filename":"a.pdf"}""");
            await half.Task;
            await node.KillAsync();
        }
        finally
        {
            await node.DisposeAsync();
        }

        open.SetResult();
        await using var again = await NodeProcess.StartAsync(data, settings);
        await simulator.ArrivalAsync(Phone, id, "downloaded");

        (await simulator.ContentAsync(Phone, id)).ShouldBe(bytes);
        origin.Questions.Count.ShouldBe(2);
        Directory.GetFiles(Path.Combine(data, "media", ".partial")).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(data, "media", "outgoing")).Length.ShouldBe(1);
    }
}
