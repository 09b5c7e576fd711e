using MediaNode.Processing.Pictures;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

public sealed class QualitySearchTests
{
    private const long Most = 5_000_000;

    // What libjpeg makes of noise, of a drawing with grain, and of coarse grain: bytes at a quality, by vips.
    private static readonly (int Quality, long Bytes)[][] _pictures =
    [
        [(45, 597_083), (55, 793_790), (65, 1_039_027), (75, 1_537_943), (80, 1_800_849),
            (85, 2_674_136), (89, 3_718_388), (92, 8_668_299)],
        [(45, 569_403), (55, 730_602), (65, 975_409), (75, 1_331_409), (80, 1_634_106), (85, 2_116_173), (89, 2_893_389), (92, 5_574_994)],
        [(45, 1_884_833), (55, 2_264_957), (65, 2_797_772), (75, 3_623_934), (80, 4_220_449),
            (85, 5_108_518), (89, 6_182_682), (92, 13_867_768)],
    ];

    public static TheoryData<int, double, int> Cases =>
    [
        .. from picture in (int[])[0, 1, 2]
           from scale in (double[])[0.3, 1, 1.5, 2.5]
           from first in (int[])[92, 85, 80]
           select (picture, scale, first),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_quality_that_fits_is_found_in_few_attempts(int picture, double scale, int first)
    {
        var search = new QualitySearch(Most, first);
        var tried = new List<int>();
        while (search.Next is { } quality)
        {
            tried.Add(quality);
            search.Tried(quality, BytesAt(picture, scale, quality));
        }

        tried.Count.ShouldBeLessThanOrEqualTo(3, string.Join(' ', tried));
        tried.ShouldBeUnique();
        BytesAt(picture, scale, search.Found.ShouldNotBeNull()).ShouldBeLessThanOrEqualTo(Most);
        (search.Found >= QualitySearch.Good || BytesAt(picture, scale, search.Found.Value) >= Most * 0.6)
            .ShouldBeTrue(string.Join(' ', tried));
    }

    [Fact]
    public void What_is_far_too_large_is_given_up_at_the_least_quality()
    {
        var search = new QualitySearch(Most, 85);
        var last = 0;
        while (search.Next is { } quality)
        {
            last = quality;
            search.Tried(quality, 100_000_000);
        }

        (last, search.Found).ShouldBe((QualitySearch.Least, null));
    }

    [Theory]
    [InlineData(9_498_950, 92, false, 85, 89)]
    [InlineData(7_359_441, 93, false, 85, 89)]
    [InlineData(6_000_000, 90, true, 80, 88)]
    [InlineData(20_000_000, 95, true, 45, 70)]
    [InlineData(200_000_000, 95, true, 45, 45)]
    public void A_first_guess_goes_by_the_original(long bytes, int quality, bool subsampled, int least, int most) =>
        QualitySearch.FirstFor(Most, bytes, quality, subsampled).ShouldBeInRange(least, most);

    private static long BytesAt(int picture, double scale, int quality)
    {
        var points = _pictures[picture];
        var above = points.First(point => point.Quality >= quality);
        var below = points.Last(point => point.Quality <= quality);
        var share = above == below ? 0 : (quality - below.Quality) / (double)(above.Quality - below.Quality);
        return (long)(scale * (below.Bytes + (share * (above.Bytes - below.Bytes))));
    }
}
