using MediaNode.Catalog;
using MediaNode.Uploads;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace MediaNode.Tests.Durability;

/// <summary>A node whose volume and catalogue fail at a step of choice. Its budgets have room for one upload: what is not given back is missed at once.</summary>
internal sealed class FaultyNode : IAsyncDisposable
{
    /// <summary>A function that the triggers of the catalogue call: what it returns is whether the statement may go on.</summary>
    private const string StepFunction = "take_step";

    private readonly TempDirectory _data;

    private FaultyNode(TestNode node, TempDirectory data, FaultySteps steps) => (Node, _data, Steps) = (node, data, steps);

    public TestNode Node { get; }

    public FaultySteps Steps { get; }

    /// <param name="largest">The most bytes of an upload.</param>
    public static async Task<FaultyNode> StartAsync(int largest)
    {
        var data = new TempDirectory();
        var steps = new FaultySteps();
        var node = await TestNode.StartAsync(
            [$"--Uploads:MaxBytes={largest}", $"--Uploads:DiskBudget={Math.Max(largest, 1 << 20)}", "--Uploads:MemoryBudget=1MB"],
            data.Path,
            configure: WrappedVolume.Install(inner => new FaultyVolume(inner, steps)));
        var faulty = new FaultyNode(node, data, steps);
        await faulty.PrepareCatalogueAsync();
        return faulty;
    }

    /// <summary>Nothing of an upload is left: no file, no row, no buffer accounted for.</summary>
    public async Task ShouldHoldNothingAsync(string when)
    {
        Node.Files.ShouldBeEmpty(when);
        (await Node.Client.ListAsync()).ShouldBeEmpty(when);
        Node.Host.App.Services.GetRequiredService<MediaCatalog>().Deleting().ShouldBeEmpty(when);
        Node.Host.App.Services.GetRequiredService<UploadBudget>().MemoryInUse.ShouldBe(0, when);
    }

    /// <summary>The node is as good as new: it takes an upload of the largest size, and gives it back and up again.</summary>
    public async Task ShouldTakeTheNextAsync(byte[] bytes, string when)
    {
        Steps.Disarm();
        var id = await Node.UploadAsync(bytes);
        (await Node.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(bytes), when);
        (await Node.Client.RemoveAsync(id)).ShouldBe(System.Net.HttpStatusCode.OK, when);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _data.Dispose();
    }

    // Temporary triggers belong to the writer's own connection, as does the function.
    private Task PrepareCatalogueAsync() => Node.Host.App.Services.GetRequiredService<CatalogWriter>().WriteAsync(connection =>
    {
        connection.CreateFunction(StepFunction, (string step) =>
        {
            Steps.Take(step);
            return 0;
        });
        foreach (var (on, moment) in new[] { ("INSERT", "BEFORE"), ("INSERT", "AFTER"), ("UPDATE", "BEFORE"), ("DELETE", "BEFORE"), ("DELETE", "AFTER") })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"CREATE TEMP TRIGGER faulty_{on}_{moment} {moment} {on} ON media BEGIN SELECT {StepFunction}('{FaultySteps.RowStep} {on} {moment}'); END";
            command.ExecuteNonQuery();
        }

        return true;
    });
}
