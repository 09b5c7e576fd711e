using Xunit;

namespace MediaNode.Tests;

/// <summary>One node for all tests of a class that only ask and leave nothing behind that another would trip over.</summary>
public sealed class SharedNode : IAsyncLifetime
{
    internal TestNode Node { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Node = await TestNode.StartAsync();

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
