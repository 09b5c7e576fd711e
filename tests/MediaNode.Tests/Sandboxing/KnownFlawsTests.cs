using MediaNode.Sandboxing.Tools;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

public sealed class KnownFlawsTests
{
    [Theory]
    [InlineData("5.1.9-0+deb12u1", true)]
    [InlineData("5.1.10-0+deb12u1", false)]
    [InlineData("6.1.5", true)]
    [InlineData("6.1.6", false)]
    [InlineData("6.0.9", true)]
    [InlineData("7.1.5-1ubuntu1", false)]
    [InlineData("8.0", true)]
    [InlineData("8.1.1", true)]
    [InlineData("8.1.2", false)]
    [InlineData("8.2", false)]
    [InlineData("9.0", false)]
    [InlineData("4.4.2-0ubuntu0.22.04.1", true)]
    [InlineData("N-12345-gabcdef", false)]
    public void An_ffmpeg_without_the_fix_is_told(string version, bool flawed) => (KnownFlaws.OfFfmpeg(version) is not null).ShouldBe(flawed);

    [Theory]
    [InlineData("1.2.4-0.2+deb12u1", false)]
    [InlineData("1.2.4-0.2", true)]
    [InlineData("1.2.2-2ubuntu0.22.04.2", false)]
    [InlineData("1.2.2-2ubuntu0.22.04.1", true)]
    [InlineData("1.3.1-1", true)]
    [InlineData("1.3.2-0.4build3", false)]
    [InlineData("1.5.0-0.1", false)]
    [InlineData("", false)]
    public void A_libwebp_without_the_fix_is_told(string package, bool flawed) => (KnownFlaws.OfWebP(package) is not null).ShouldBe(flawed);
}
