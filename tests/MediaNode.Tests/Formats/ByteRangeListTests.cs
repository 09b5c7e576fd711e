using System.Diagnostics;
using MediaNode.Formats;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class ByteRangeListTests
{
    [Theory]
    [InlineData("bytes=0-1,2-3", 0, 3)]
    [InlineData("bytes=2-3,0-1", 0, 3)]
    [InlineData("bytes=0-5,3-8", 0, 8)]
    [InlineData("bytes=0-9,3-4", 0, 9)]
    [InlineData("bytes=4-4,4-4,4-4", 4, 4)]
    [InlineData("bytes=0-8,1-2,9-", 0, 9)]
    [InlineData("bytes=-3,5-6", 5, 9)]
    [InlineData("bytes=1-2,50-60", 1, 2)]
    [InlineData("bytes=50-60,1-2,-0", 1, 2)]
    public void Ranges_that_make_one_run_of_bytes_are_one_part(string header, long first, long last) =>
        ByteRange.Parse(header, 10).ShouldBe(new RangeAnswer.Part(new ByteRange(first, last)));

    [Theory]
    [InlineData("bytes=0-0,2-3")]
    [InlineData("bytes=2-3,0-0")]
    [InlineData("bytes=0-0,-1")]
    [InlineData("bytes=0-1,3-4,6-7")]
    [InlineData("bytes=0-7,1-2,9-9")]
    public void Ranges_with_a_gap_between_them_get_the_whole_body(string header) =>
        ByteRange.Parse(header, 10).ShouldBe(new RangeAnswer.Whole());

    [Fact]
    public void A_thousand_overlapping_ranges_are_one_part() =>
        ByteRange.Parse(List(1_000, i => $"{i % 7}-"), 100).ShouldBe(new RangeAnswer.Part(new ByteRange(0, 99)));

    [Fact]
    public void A_thousand_ranges_in_the_worst_order_are_one_part() =>
        ByteRange.Parse(List(1_000, i => $"{999 - i}-{999 - i}"), 1_000).ShouldBe(new RangeAnswer.Part(new ByteRange(0, 999)));

    [Fact]
    public void A_thousand_ranges_of_which_one_lies_apart_get_the_whole_body() =>
        ByteRange.Parse(List(1_000, i => i == 500 ? "99-" : $"{i % 98}-{i % 98}"), 100).ShouldBe(new RangeAnswer.Whole());

    [Fact]
    public void More_than_a_thousand_ranges_get_the_whole_body()
    {
        ByteRange.Parse(List(1_001, _ => "0-"), 100).ShouldBe(new RangeAnswer.Whole());
        ByteRange.Parse(List(1_001, _ => "200-"), 100).ShouldBe(new RangeAnswer.Whole());
    }

    [Fact]
    public void Empty_elements_do_not_count_as_ranges() =>
        ByteRange.Parse($"bytes=0-{new string(',', 5_000)}", 100).ShouldBe(new RangeAnswer.Part(new ByteRange(0, 99)));

    [Theory]
    [InlineData("bytes=", '0', "-")]
    [InlineData("bytes=0-", ',', "")]
    [InlineData("bytes=0-", ' ', "")]
    public void A_field_of_more_than_8_KB_gets_the_whole_body(string before, char filling, string after)
    {
        string OfLength(int length) => before + new string(filling, length - before.Length - after.Length) + after;

        ByteRange.Parse(OfLength(8_192), 100).ShouldBe(new RangeAnswer.Part(new ByteRange(0, 99)));
        ByteRange.Parse(OfLength(8_193), 100).ShouldBe(new RangeAnswer.Whole());
    }

    [Fact]
    public void However_many_ranges_only_the_answer_is_allocated()
    {
        var header = List(1_000, i => $"{999 - i}-{999 - i}");
        var start = Stopwatch.GetTimestamp();
        long allocated;

        // Code that the runtime has not optimised yet boxes now and then; it is optimised while this runs.
        do
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ByteRange.Parse(header, 1_000);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        while (allocated > 64 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));

        allocated.ShouldBeLessThanOrEqualTo(64);
    }

    private static string List(int count, Func<int, string> range) => $"bytes={string.Join(',', Enumerable.Range(0, count).Select(range))}";
}
