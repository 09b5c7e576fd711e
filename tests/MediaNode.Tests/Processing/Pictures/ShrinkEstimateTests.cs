using MediaNode.Processing.Pictures;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

public sealed class ShrinkEstimateTests
{
    private const long Most = 5_242_863;

    /// <summary>Smooth areas, a common scene, and grain: by what power of its pixels a picture's bytes grow.</summary>
    [Theory]
    [InlineData(0.85)]
    [InlineData(1)]
    [InlineData(1.3)]
    public void What_grows_again_still_fits_and_takes_most_of_the_room(double power)
    {
        for (var share = 0.3; share < 0.7; share += 0.05)
        {
            var bytes = (long)(Most * share);

            var grown = bytes * Math.Pow(ShrinkEstimate.Larger(Most, bytes).ShouldNotBeNull(), 2 * power);

            grown.ShouldBeInRange(Most * 0.6, Most * 0.95, $"{share}");
        }
    }

    [Fact]
    public void What_takes_most_of_the_room_does_not_grow()
    {
        ShrinkEstimate.Larger(Most, (long)(Most * 0.71)).ShouldBeNull();
        ShrinkEstimate.Larger(Most, Most).ShouldBeNull();
    }

    [Theory]
    [InlineData(5_367_298, 0.6, 0.65)]
    [InlineData(1_000_000_000, 0.25, 0.25)]
    public void What_is_too_large_shrinks_by_what_its_least_quality_came_to(long bytes, double least, double most) =>
        ShrinkEstimate.Smaller(Most, bytes).ShouldBeInRange(least, most);
}
