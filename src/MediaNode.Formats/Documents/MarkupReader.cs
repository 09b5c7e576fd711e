using System.Buffers;
using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>SVG, HTML and XML: told apart by the first element, behind declarations and comments.</summary>
public static class MarkupReader
{
    // Elements that a page may begin with; https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type.
    private static readonly string[] _pageElements =
        ["html", "head", "body", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "br", "p", "meta", "link"];

    private static readonly SearchValues<byte> _endsOfName = SearchValues.Create(" \t\r\n/>"u8);

    /// <returns><see langword="null"/> when the bytes do not begin as markup does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var text = TextStart.Of(source);
        if (text is not [(byte)'<', ..])
        {
            return null;
        }

        var isXml = TextStart.BeginsWith(text, "<?xml"u8);
        var isPage = false;
        while (TrySkipProlog(ref text, ref isPage))
        {
        }

        var name = ElementName(text);
        return isPage || _pageElements.Contains(name) ? DocumentFacts.Of(source, Container.Html, "text/html")
            : name is "svg" ? DocumentFacts.Of(source, Container.Svg, "image/svg+xml")
            : name is "mpd" ? DocumentFacts.Of(source, Container.Playlist, "application/dash+xml")
            : isXml ? DocumentFacts.Of(source, Container.Xml, "application/xml")
            : null;
    }

    /// <summary>Steps over one declaration, comment or document type; of a document type, <c>html</c> tells.</summary>
    private static bool TrySkipProlog(ref ReadOnlySpan<byte> text, ref bool isPage)
    {
        isPage |= TextStart.BeginsWith(text, "<!doctype html"u8);
        var end = text.StartsWith("<!--"u8) ? "-->"u8
            : text.StartsWith("<?"u8) ? "?>"u8
            : !TextStart.BeginsWith(text, "<!doctype"u8) ? []
            : DeclaresInside(text) ? "]>"u8 : ">"u8;
        var at = end.IsEmpty ? -1 : text.IndexOf(end);
        if (at < 0)
        {
            return false;
        }

        text = text[(at + end.Length)..].TrimStart(" \t\r\n"u8);
        return true;
    }

    /// <summary>Whether a document type has declarations of its own, in brackets, before it ends.</summary>
    private static bool DeclaresInside(ReadOnlySpan<byte> text) => text.IndexOfAny("[>"u8) is >= 0 and var at && text[at] == (byte)'[';

    /// <returns>The name of the element that comes next, in lower case and without a prefix; empty when none comes.</returns>
    private static string ElementName(ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'<', ..])
        {
            return "";
        }

        var rest = text[1..];
        var end = rest.IndexOfAny(_endsOfName);
        var name = Encoding.Latin1.GetString(end < 0 ? [] : rest[..Math.Min(end, 64)]);
        return name[(name.LastIndexOf(':') + 1)..].ToLowerInvariant();
    }
}
