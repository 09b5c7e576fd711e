using MediaNode.Scanning;
using MediaNode.Settings;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Scanning;

/// <summary>Against clamd itself: StreamMaxLength 25 MB, MaxFileSize 20 MB.</summary>
public class RealClamdTests(RealClamd clamd) : IClassFixture<RealClamd>
{
    private const int MegaByte = 1 << 20;

    [Fact]
    public async Task It_is_there()
    {
        RealClamd.Require();
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.StandingAsync(TestContext.Current.CancellationToken)).ShouldBe(new ScannerStanding.Answering($"clamd at {clamd.Address}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(19 * MegaByte)]
    public async Task What_is_harmless_is_clean_and_what_is_not_is_found_at_the_end_too(int length)
    {
        RealClamd.Require();
        using var harmless = new ScanFile(length);
        using var harmful = new ScanFile(length, clamd.Sample);
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(harmless, TestContext.Current.CancellationToken)).ShouldBe(new ScanVerdict.Clean());
        (await scanner.ScanAsync(harmful, TestContext.Current.CancellationToken)).ShouldBe(new ScanVerdict.Infected("MediaNode.Sample.UNOFFICIAL"));
    }

    [Theory]
    [InlineData("25 MB", "the file is larger than the scanner looks at whole (25 MB)")]
    [InlineData("4 GB", "clamd reports: INSTREAM size limit exceeded. ERROR")] // The setting is wrong: clamd itself has the last word.
    public async Task Malware_after_30_MB_is_not_clean_though_clamd_takes_only_25(string maxBytes, string why)
    {
        RealClamd.Require();
        ByteSize.TryParse(maxBytes, out var size).ShouldBeTrue();
        using var trap = new ScanFile(30 * MegaByte, clamd.Sample);
        using var scanner = Scanners.Clamd(clamd.Address, size);

        (await scanner.ScanAsync(trap, TestContext.Current.CancellationToken)).ShouldBe(new ScanVerdict.None(why));
    }

    [Fact]
    public async Task What_clamd_takes_but_does_not_look_at_whole_is_neither_clean_nor_malware()
    {
        RealClamd.Require();
        using var trap = new ScanFile(22 * MegaByte, clamd.Sample);
        using var scanner = Scanners.Clamd(clamd.Address);

        (await scanner.ScanAsync(trap, TestContext.Current.CancellationToken)).ShouldBeOfType<ScanVerdict.None>()
            .Why.ShouldStartWith("the scanner reached a limit of its own: Heuristics.Limits.Exceeded");
    }

    [Fact]
    public async Task Many_at_once_each_get_their_own_verdict()
    {
        RealClamd.Require();
        using var harmless = new ScanFile(MegaByte);
        using var harmful = new ScanFile(MegaByte, clamd.Sample);
        using var scanner = Scanners.Clamd(clamd.Address);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            at => scanner.ScanAsync(at % 2 == 0 ? harmless : harmful, TestContext.Current.CancellationToken)));

        verdicts.Select(static verdict => verdict is ScanVerdict.Infected).ShouldBe(Enumerable.Range(0, 20).Select(static at => at % 2 == 1));
    }
}
