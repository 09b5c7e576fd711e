using Shouldly;

namespace MediaNode.Tests.Formats.Limits;

internal static class PlainText
{
    /// <summary>Printable ASCII, and some of it.</summary>
    public static void ShouldBePlain(this string text)
    {
        text.ShouldNotBeNullOrWhiteSpace();
        text.ShouldAllBe(character => character >= ' ' && character <= '~');
    }
}
