using System.Text;

namespace MediaNode.Business;

/// <summary>What an address may not have in it, though parsers of addresses let it pass.</summary>
internal static class UrlRules
{
    /// <param name="url">Absolute, http or https, as it was given.</param>
    /// <returns>What would be accepted in its place, in words; null when it is good.</returns>
    public static string? WhatInstead(Uri url) =>
        url.OriginalString.Any(static unit => char.IsWhiteSpace(unit) || char.IsControl(unit))
            ? "an address without white space and control characters (%20 is a blank)"
        : url.UserInfo.Length > 0 || Authority(url).Contains('@')
            ? "an address without a user and a password, which are never sent (put a secret into the path, or check the signature of Webhooks:Secret instead)"
        : url.Port == 0 ? "an address with a port from 1 to 65535"
        : Authority(url).EnumerateRunes().Any(static rune => !rune.IsAscii && (Rune.IsNumber(rune) || IsDressed(rune)))
            ? "an address whose host has its digits, letters and dots in ASCII"
        : url.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6) && !IsName(url.IdnHost)
            ? "an address whose host is a name, each of its parts beginning and ending with a letter or digit"
        : null;

    private static string Authority(Uri url)
    {
        var rest = url.OriginalString[(url.OriginalString.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart('/', '\\');
        return rest.IndexOfAny(['/', '\\', '?', '#']) is >= 0 and var end ? rest[..end] : rest;
    }

    /// <summary>Full-width and the like: resolvers of some systems take it for the plain one.</summary>
    private static bool IsDressed(Rune rune) => rune.Value is 0x3002 or (>= 0xFF00 and <= 0xFFEF) or (>= 0x2460 and <= 0x24FF) or (>= 0x1D400 and <= 0x1D7FF);

    private static bool IsName(string host) => host.TrimEnd('.').Split('.').All(static part =>
        part.Length > 0 && IsLetterOrDigit(part[0]) && IsLetterOrDigit(part[^1]));

    // Some names of containers begin with an underscore.
    private static bool IsLetterOrDigit(char unit) => char.IsLetterOrDigit(unit) || unit == '_';
}
