using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MediaNode.Links;

/// <summary>The URL of a link, as it goes to the origin.</summary>
/// <remarks>
/// Path and query go out as they were written, byte for byte: a signed URL is good in no other spelling. Only what cannot stand in a request
/// is escaped, and what stands behind <c>#</c> stays here.
/// </remarks>
internal static class LinkUrl
{
    /// <summary>In characters. Servers take about as much.</summary>
    public const int MaxLength = 8192;

    // RFC 3986: unreserved and reserved, but for the '#' that was cut off.
    private static readonly SearchValues<char> _plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?[]@!$&'()*+,;=");

    private static readonly UriCreationOptions _verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="text">As the business, or a redirect, wrote it; spaces around it do not count.</param>
    /// <param name="url">Absolute, http or https.</param>
    /// <param name="failed">Why it is none that can be fetched.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out LinkOutcome.Failed? failed)
    {
        url = null;
        text = text.Trim(' ');
        var whole = text.IndexOf('#', StringComparison.Ordinal) is var fragment and >= 0 ? text[..fragment] : text;
        var start = whole.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3 || whole[..(start - 3)].ToLowerInvariant() is not ("http" or "https"))
        {
            failed = No("not an http or https URL", "A link begins with http:// or https://.");
            return false;
        }

        if (text.Any(char.IsControl))
        {
            failed = No("control character in the URL", "A URL has none; spaces and letters beyond ASCII are escaped on the way.");
            return false;
        }

        var end = whole.AsSpan(start).IndexOfAny('/', '?') is var slash and >= 0 ? start + slash : whole.Length;
        var authority = whole[start..end];
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            failed = No("user name in the URL", "Credentials in a URL are not sent. Give them to a media provider, and name that in the message.");
            return false;
        }

        var rest = Escaped(whole.AsSpan(end));
        if (rest.Length > MaxLength)
        {
            failed = No($"URL longer than {MaxLength} characters", null);
            return false;
        }

        if (authority.Contains('\\', StringComparison.Ordinal) || !TryCreate($"{whole[..end]}{(rest.StartsWith('/') ? "" : "/")}{rest}", out url))
        {
            failed = No("no host in the URL", "Behind http:// or https:// stands a host name or an address, and a port if need be.");
            return false;
        }

        failed = null;
        return true;
    }

    /// <summary>Where a redirect leads (RFC 3986 §5.2), as far as it can be told without looking there.</summary>
    public static string Follow(Uri from, string location)
    {
        var origin = $"{from.Scheme}://{from.Authority}";
        return location switch
        {
            _ when Scheme(location) => location,
            ['/', '/', ..] => $"{from.Scheme}:{location}",
            ['/', ..] => origin + location,
            ['?', ..] => origin + from.AbsolutePath + location,
            _ => Uri.TryCreate(new Uri(from.AbsoluteUri), location, out var joined) ? joined.AbsoluteUri : location,
        };
    }

    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool TryCreate(string text, [NotNullWhen(true)] out Uri? url)
    {
        try
        {
            return Uri.TryCreate(text, _verbatim, out url) && url.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            // A name that cannot be written in ASCII shows only when it is.
            url = null;
            return false;
        }
    }

    private static bool Scheme(string location) =>
        location.IndexOfAny([':', '/', '?', '#']) is var colon and > 0 && location[colon] == ':';

    private static string Escaped(ReadOnlySpan<char> text)
    {
        var escaped = new StringBuilder(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            if (_plain.Contains(text[at]) || (text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])))
            {
                escaped.Append(text[at++]);
                continue;
            }

            _ = Rune.DecodeFromUtf16(text[at..], out var rune, out var taken);
            at += taken;
            foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
            {
                escaped.Append('%').Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }

    private static LinkOutcome.Failed No(string error, string? details) => new(error, details, IsFinal: true, RetryAfter: null);
}
