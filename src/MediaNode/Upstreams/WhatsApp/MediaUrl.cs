using System.Buffers.Text;
using System.Globalization;
using MediaNode.Formats.Limits;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>The addresses of media servers, made and read.</summary>
internal static class MediaUrl
{
    // What a server keeps a media for, when the path does not tell.
    private static readonly TimeSpan _usual = TimeSpan.FromDays(14);

    /// <summary>The type as it stands in the path of an upload.</summary>
    public static string TypeOf(Kind kind) => kind == Kind.Voice ? "ptt" : Kinds.NameOf(kind);

    /// <param name="host">Where.</param>
    /// <param name="auth">What opens it.</param>
    /// <param name="kind">As what.</param>
    /// <param name="sealedDigest">Of what is uploaded.</param>
    /// <param name="more">Further members of the query, with their ampersand.</param>
    public static Uri OfUpload(MediaHost host, string auth, Kind kind, ReadOnlySpan<byte> sealedDigest, string more)
    {
        var token = Base64Url.EncodeToString(sealedDigest);
        return new Uri($"{host.Url}/mms/{TypeOf(kind)}/{token}?auth={Uri.EscapeDataString(auth)}&token={token}{more}");
    }

    /// <param name="host">Where.</param>
    /// <param name="directPath">Checked by <see cref="InboundMedia.IsDirectPath"/>.</param>
    /// <param name="kind">As what.</param>
    /// <param name="sealedDigest">Of what is to come.</param>
    public static Uri OfDownload(MediaHost host, string directPath, Kind kind, ReadOnlySpan<byte> sealedDigest)
    {
        var joint = directPath.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new Uri($"{host.Url}{directPath}{joint}hash={Base64Url.EncodeToString(sealedDigest)}&mms-type={TypeOf(kind)}&__wa-mms=");
    }

    public static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed.UserInfo.Length == 0 && IsPlain(url);

    public static bool IsPath(string path) => path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && IsPlain(path);

    /// <summary>Until when a path is good: its <c>oe</c>, Unix seconds in hex.</summary>
    public static DateTimeOffset ExpiryOf(string directPath, DateTimeOffset now)
    {
        foreach (var member in directPath[(directPath.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&'))
        {
            if (member.StartsWith("oe=", StringComparison.Ordinal)
                && uint.TryParse(member.AsSpan(3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seconds))
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            }
        }

        return now + _usual;
    }

    private static bool IsPlain(string text) => text.All(letter => letter is > ' ' and < (char)127);
}
