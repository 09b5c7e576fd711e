using System.Text;
using System.Text.RegularExpressions;
using MediaNode.Formats;
using static MediaNode.Fuzz.BrokenPromiseException;

namespace MediaNode.Fuzz.Targets;

/// <summary>Reads one media type, or two with byte FF between them, which are then compared.</summary>
internal sealed partial class MediaTypeTarget : IFuzzTarget
{
    private const char Separator = '\xff';

    public static Type Parser => typeof(MediaType);

    public static IReadOnlyList<string> Seeds { get; } =
    [
        "",
        "image/jpeg",
        "audio/ogg; codecs=opus\xff" + "Audio/OGG;codecs=\"OPUS\"",
        "text/plain;charset=utf-8\xfftext/plain; charset=\"UTF-8\"",
        "video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"; profiles=isom",
        "application/x-a+b.c; a=1; b=\"2\\\"3\\\\\"\xff" + "application/X-A+B.C; B=\"2\\\"3\\\\\"; A=1",
        "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        "a/b;;\t; c=d ; ",
        "image/jpeg, image/png",
        "*/*",
        "image/*;q=0.8",
        "a/b; c=1; C=2",
        "a/b; c=\"\"; d=",
        "a/b; c = d",
        "a/b\r\nX-Injected: 1",
        "a/b; c=\"unclosed\\",
        $"a/b; c={new string('d', 245)}\xff" + $"a/b; c={new string('d', 250)}",
    ];

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var texts = Encoding.Latin1.GetString(input).Split(Separator, 2);
        var first = Read(texts[0]);
        var second = Read(texts[^1]);
        if (first is null || second is null)
        {
            return;
        }

        Unless(first.Equals(second) == second.Equals(first), "equality is symmetric");
        Unless(!first.Equals(second) || first.GetHashCode() == second.GetHashCode(), "equal media types have equal hash codes");
        Unless(first.Equals(second) == (Canonical(first) == Canonical(second)), "media types are equal when their canonical texts are");
    }

    private static MediaType? Read(string text)
    {
        var accepted = MediaType.TryParse(text, out var type, out var why);
        Unless(accepted == (type is not null) && accepted == (why is null), "the answer is a media type or a reason");
        Unless(accepted == IsMediaType(text), "what is accepted is the grammar of RFC 9110, less what the documentation excludes");

        if (type is null)
        {
            Unless(Sentence().IsMatch(why!), "a reason is one short printable sentence");
            return null;
        }

        Unless(type.Text == text && type.ToString() == text, "the text is kept verbatim");
        Unless(type.Essence == $"{type.Type}/{type.Subtype}" && !type.Essence.Any(char.IsAsciiLetterUpper), "the essence is lower case");
        Unless(text.Contains(type.Essence, StringComparison.OrdinalIgnoreCase), "the essence comes from the text");
        Unless(type.IsMultipart == (type.Type == "multipart"), "multipart is told by the type");
        foreach (var spelling in new[] { text, Respelt(type) })
        {
            // Quotes and escapes may push another spelling beyond the limit.
            if (spelling.Length <= MediaType.MaxLength)
            {
                var again = MediaType.TryParse(spelling, out var other, out _) ? other : null;
                Unless(type.Equals(again) && type.GetHashCode() == again.GetHashCode(), "another spelling of a media type equals it");
            }
        }

        return type;
    }

    /// <summary>The promise of <see cref="MediaType.TryParse"/> in another notation.</summary>
    private static bool IsMediaType(string text)
    {
        var match = text.Length <= MediaType.MaxLength ? Grammar().Match(text) : Match.Empty;
        var names = match.Groups["name"].Captures.Select(c => c.Value.ToUpperInvariant()).ToList();
        return match.Success
            && match.Groups["type"].Value != "*"
            && match.Groups["subtype"].Value != "*"
            && names.Distinct().Count() == names.Count
            && match.Groups["value"].Captures.All(c => c.Value != "\"\"");
    }

    /// <summary>The same media type with everything changed that must not matter: case, quotes, escapes, white space, order.</summary>
    private static string Respelt(MediaType type) =>
        type.Essence.ToUpperInvariant() + string.Concat(type.Parameters.Reverse().Select(p =>
            $"\t; {p.Key.ToUpperInvariant()}=\"{string.Concat(p.Value.Select(c => c is '"' or '\\' or 'a' ? $"\\{c}" : $"{c}"))}\";"));

    private static string Canonical(MediaType type) =>
        type.Essence + string.Concat(type.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p =>
            $";{p.Key}={(p.Key is "charset" or "codecs" ? p.Value.ToUpperInvariant() : p.Value)}\n"));

    [GeneratedRegex(
        """
        \A[ \t]*
        (?<type>[!#$%&'*+.^_`|~0-9A-Za-z-]+) / (?<subtype>[!#$%&'*+.^_`|~0-9A-Za-z-]+)
        ((?>[ \t]*) ; (?>[ \t]*) (
            (?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+) =
            (?<value>[!#$%&'*+.^_`|~0-9A-Za-z-]+ | "([\t\x20\x21\x23-\x5B\x5D-\x7E] | \\[\t\x20-\x7E])*")
        )?)*
        [ \t]*\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\A[A-Z][ -~]{10,118}\.\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
