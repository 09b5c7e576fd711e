using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>One node with WhatsApp's side for all tests of a class; each takes a phone of its own.</summary>
public sealed class SimulatedNode : IAsyncLifetime
{
    internal TestNode Node { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Node = await TestNode.StartAsync(simulator: true);

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
