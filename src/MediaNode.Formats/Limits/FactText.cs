using System.Globalization;

namespace MediaNode.Formats.Limits;

/// <summary>Facts in words for people: printable ASCII whatever the bytes held.</summary>
internal static class FactText
{
    private const int MostCharacters = 200;

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    public static string Dimensions(int width, int height) => string.Create(CultureInfo.InvariantCulture, $"{width} x {height} pixels");

    /// <summary>Text of a reader or a tool, which saw hostile bytes: kept short, and anything but printable ASCII replaced.</summary>
    public static string Plain(string text) => string.Create(Math.Min(text.Length, MostCharacters), text, static (plain, from) =>
    {
        for (var at = 0; at < plain.Length; at++)
        {
            plain[at] = from[at] is >= ' ' and <= '~' ? from[at] : '?';
        }
    });

    public static string Listed(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";

    public static string Size(long bytes) =>
        bytes % (1 << 20) == 0 ? $"{Number(bytes >> 20)} MB ({Number(bytes)} bytes)" : $"{Number(bytes >> 10)} KB ({Number(bytes)} bytes)";
}
