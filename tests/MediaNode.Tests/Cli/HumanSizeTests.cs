using MediaNode.Cli;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Cli;

public sealed class HumanSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(48213, "47.1 KiB")]
    [InlineData((1 << 20) - 1, "1.0 MiB")]
    [InlineData(100L << 20, "100.0 MiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Sizes_read_as_people_say_them(long bytes, string text) => HumanSize.Of(bytes).ShouldBe(text);
}
