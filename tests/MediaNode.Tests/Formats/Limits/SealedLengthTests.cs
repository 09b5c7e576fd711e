using System.Security.Cryptography;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Limits;

public class SealedLengthTests
{
    [Theory]
    [InlineData(0, 26)]
    [InlineData(1, 26)]
    [InlineData(15, 26)]
    [InlineData(16, 42)]
    [InlineData(17, 42)]
    [InlineData(31, 42)]
    [InlineData(32, 58)]
    [InlineData((16 << 20) - 33, 16_777_194)]
    [InlineData((16 << 20) - 32, 16_777_210)]
    [InlineData((16 << 20) - 17, 16_777_210)]
    [InlineData((16 << 20) - 16, 16_777_226)]
    [InlineData((16 << 20) - 10, 16_777_226)]
    [InlineData(16 << 20, 16_777_242)]
    [InlineData(long.MaxValue - 26, long.MaxValue - 5)]
    public void A_sealed_length_is_padded_and_has_a_MAC(long plain, long expected) => SealedLength.Of(plain).ShouldBe(expected);

    [Fact]
    public void A_sealed_length_is_what_AES_makes_of_it()
    {
        using var aes = Aes.Create();

        for (var plain = 0; plain < 100; plain++)
        {
            SealedLength.Of(plain).ShouldBe(aes.EncryptCbc(new byte[plain], new byte[16]).Length + 10);
        }
    }

    [Fact]
    public void The_most_that_fits_is_the_most_that_fits()
    {
        for (var limit = 26L; limit < 200; limit++)
        {
            var most = SealedLength.MostPlain(limit);

            SealedLength.Of(most).ShouldBeLessThanOrEqualTo(limit);
            SealedLength.Of(most + 1).ShouldBeGreaterThan(limit);
        }

        SealedLength.MostPlain(16_777_216).ShouldBe(16_777_199);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue - 25)]
    public void What_is_no_length_is_refused(long plain) => Should.Throw<ArgumentOutOfRangeException>(() => SealedLength.Of(plain));

    [Fact]
    public void A_limit_below_the_least_sealed_length_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => SealedLength.MostPlain(25));
}
