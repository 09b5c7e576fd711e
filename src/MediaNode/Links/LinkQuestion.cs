using System.Net;
using System.Text;

namespace MediaNode.Links;

/// <summary>What an origin is asked, in one hop.</summary>
internal static class LinkQuestion
{
    /// <param name="url">Where.</param>
    /// <param name="credentials">Null for none.</param>
    /// <param name="known">Whose validators go along; null for none.</param>
    public static HttpRequestMessage Of(Uri url, LinkCredentials? credentials, LinkRequest? known)
    {
        // One connection, one body: how much lies in memory unread is then the socket's to say.
        var question = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Add(question, "User-Agent", "MediaNode");
        Add(question, "Accept", "*/*");
        Add(question, "Accept-Encoding", "identity");
        Add(question, "If-None-Match", known?.ETag);
        Add(question, "If-Modified-Since", known?.LastModified);
        Add(question, "Authorization", credentials switch
        {
            LinkCredentials.Basic(var username, var password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"))}",
            LinkCredentials.Bearer(var token) => $"Bearer {token}",
            _ => null,
        });
        return question;
    }

    /// <summary>Whether a text can be a header's value as it is.</summary>
    public static bool Fits(string text) => text.All(one => one is >= ' ' and <= '~');

    private static void Add(HttpRequestMessage question, string name, string? value)
    {
        if (value is not null)
        {
            question.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
