using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>Tests that start processes, fill disks or measure memory: one at a time and by themselves, lest one disturb another's figures.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyTests
{
    public const string Name = "heavy";
}
