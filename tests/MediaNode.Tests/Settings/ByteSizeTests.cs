using MediaNode.Settings;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Settings;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("1 B", 1)]
    [InlineData("64 MB", 64L << 20)]
    [InlineData("64MB", 64L << 20)]
    [InlineData(" 64  mb ", 64L << 20)]
    [InlineData("1.5 KB", 1536)]
    [InlineData("4 GB", 4L << 30)]
    [InlineData("16 TB", 16L << 40)]
    [InlineData("1073741824", 1L << 30)]
    public void A_size_is_read_as_people_write_it(string text, long bytes)
    {
        ByteSize.TryParse(text, out var size).ShouldBeTrue();
        size.Bytes.ShouldBe(bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1,000")]
    [InlineData("1e6")]
    [InlineData("0x10")]
    [InlineData("ten MB")]
    [InlineData("64 MiB")]
    [InlineData("64 M")]
    [InlineData("9999999999 TB")]
    [InlineData("79228162514264337593543950335 TB")]
    [InlineData("9223372036854775807")]
    public void What_is_no_size_is_not_read(string? text)
    {
        ByteSize.TryParse(text, out var size).ShouldBeFalse();
        size.ShouldBe(default);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1000, "1000 B")]
    [InlineData(1024, "1 KB")]
    [InlineData(1025, "1025 B")]
    [InlineData(100L << 20, "100 MB")]
    [InlineData(1536L << 20, "1536 MB")]
    [InlineData(64L << 30, "64 GB")]
    [InlineData(2L << 40, "2 TB")]
    public void A_size_is_shown_in_the_largest_unit_that_loses_nothing(long bytes, string text)
    {
        var size = new ByteSize(bytes);

        size.ToString().ShouldBe(text);
        ByteSize.TryParse(text, out var again).ShouldBeTrue();
        again.ShouldBe(size);
    }
}
