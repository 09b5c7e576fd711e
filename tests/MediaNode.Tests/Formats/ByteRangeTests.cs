using MediaNode.Formats;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats;

public class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-", 10, 0, 9)]
    [InlineData("bytes=3-", 10, 3, 9)]
    [InlineData("bytes=0-0", 10, 0, 0)]
    [InlineData("bytes=9-9", 10, 9, 9)]
    [InlineData("bytes=2-5", 10, 2, 5)]
    [InlineData("bytes=2-10", 10, 2, 9)]
    [InlineData("bytes=-5", 10, 5, 9)]
    [InlineData("bytes=-1", 10, 9, 9)]
    [InlineData("bytes=-10", 10, 0, 9)]
    [InlineData("bytes=-11", 10, 0, 9)]
    [InlineData("bytes=0-", 1, 0, 0)]
    [InlineData("bytes=00003-00004", 10, 3, 4)]
    public void One_range_is_the_part_of_it_that_the_body_has(string header, long length, long first, long last)
    {
        var part = ByteRange.Parse(header, length).ShouldBeOfType<RangeAnswer.Part>();

        part.Range.ShouldBe(new ByteRange(first, last));
        part.Range.Length.ShouldBe(last - first + 1);
    }

    [Theory]
    [InlineData("bytes=0-9223372036854775807", 10, 0, 9)]
    [InlineData("bytes=1-9223372036854775808", 10, 1, 9)]
    [InlineData("bytes=2-99999999999999999999999999", 10, 2, 9)]
    [InlineData("bytes=-99999999999999999999999999", 10, 0, 9)]
    [InlineData("bytes=0-", long.MaxValue, 0, long.MaxValue - 1)]
    [InlineData("bytes=9223372036854775806-", long.MaxValue, long.MaxValue - 1, long.MaxValue - 1)]
    [InlineData("bytes=-1", long.MaxValue, long.MaxValue - 1, long.MaxValue - 1)]
    [InlineData("bytes=-9223372036854775807", long.MaxValue, 0, long.MaxValue - 1)]
    [InlineData("bytes=0-9223372036854775806,9223372036854775806-", long.MaxValue, 0, long.MaxValue - 1)]
    public void Absurd_numbers_reach_the_end_and_no_further(string header, long length, long first, long last) =>
        ByteRange.Parse(header, length).ShouldBe(new RangeAnswer.Part(new ByteRange(first, last)));

    [Theory]
    [InlineData("bytes=10-", 10)]
    [InlineData("bytes=10-12", 10)]
    [InlineData("bytes=99999999999-", 10)]
    [InlineData("bytes=99999999999999999999999999-", 10)]
    [InlineData("bytes=9223372036854775807-", long.MaxValue)]
    [InlineData("bytes=-0", 10)]
    [InlineData("bytes=-000", 10)]
    [InlineData("bytes=10-,-0,20-30", 10)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=0-0", 0)]
    [InlineData("bytes=-0", 0)]
    public void Ranges_of_which_the_body_has_nothing_are_unsatisfiable(string header, long length) =>
        ByteRange.Parse(header, length).ShouldBe(new RangeAnswer.Unsatisfiable());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=,")]
    [InlineData("bytes= , ,")]
    [InlineData("bytes=-")]
    [InlineData("bytes=--5")]
    [InlineData("bytes=5")]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=5-6-7")]
    [InlineData("bytes=0-1,5-2")]
    [InlineData("bytes=5-2,0-1")]
    [InlineData("bytes=0-1,x")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1-+2")]
    [InlineData("bytes=0x1-0x2")]
    [InlineData("bytes=1.0-2")]
    [InlineData("bytes=1 -2")]
    [InlineData("bytes=1- 2")]
    [InlineData("bytes=1-2\0")]
    [InlineData("bytes=\u0661-\u0662")] // Arabic digits are digits to char.IsDigit.
    [InlineData("bytes =0-1")]
    [InlineData("bytes= 0-1")]
    [InlineData("bytes:0-1")]
    [InlineData("bytes=0-1;2-3")]
    [InlineData("bytes=0-1,bytes=2-3")]
    [InlineData("byte=0-1")]
    [InlineData("xbytes=0-1")]
    [InlineData("seconds=0-1")]
    [InlineData("none=0-1")]
    [InlineData("0-1")]
    public void A_field_that_is_absent_malformed_or_of_another_unit_is_ignored(string? header) =>
        ByteRange.Parse(header, 10).ShouldBe(new RangeAnswer.Whole());

    [Theory]
    [InlineData("BYTES=0-1")]
    [InlineData("Bytes=0-1")]
    [InlineData(" bytes=0-1\t")]
    [InlineData("bytes=0-1,")]
    [InlineData("bytes=,0-1")]
    [InlineData("bytes=0-1 ,\t, ,")]
    [InlineData("bytes=0-0 ,\t1-1")]
    public void The_case_of_the_unit_white_space_around_commas_and_empty_elements_do_not_matter(string header) =>
        ByteRange.Parse(header, 10).ShouldBe(new RangeAnswer.Part(new ByteRange(0, 1)));

    [Fact]
    public void A_suffix_of_an_empty_body_is_the_whole_empty_body() =>
        ByteRange.Parse("bytes=-5", 0).ShouldBe(new RangeAnswer.Whole());

    [Fact]
    public void A_negative_length_is_a_bug_of_the_caller() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ByteRange.Parse("bytes=0-", -1));
}
