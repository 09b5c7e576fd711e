using System.Diagnostics.CodeAnalysis;

namespace MediaNode.Links;

/// <summary>Which redirects are followed, and where to.</summary>
internal static class LinkRedirects
{
    private const string Setting = $"{LinkOptions.Section}:{nameof(LinkOptions.MaxRedirects)}";

    /// <summary>All that lead to the same with a GET. 300 leaves the choice to a reader.</summary>
    public static bool Is(HttpResponseMessage answer) => (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308;

    /// <param name="from">Who redirects.</param>
    /// <param name="answer">How.</param>
    /// <param name="hop">How many were followed before.</param>
    /// <param name="options">How many may be.</param>
    /// <param name="next">Where to; the address is judged when it is connected to.</param>
    /// <param name="why">Why not.</param>
    public static bool TryFollow(
        Uri from, HttpResponseMessage answer, int hop, LinkOptions options, [NotNullWhen(true)] out Uri? next, [NotNullWhen(false)] out string? why)
    {
        next = null;
        if (hop >= options.MaxRedirects)
        {
            why = options.MaxRedirects == 0
                ? $"Redirects are not followed. Link to the file itself, or set {Setting}."
                : $"After {hop} redirects came another. The limit is {Setting}.";
            return false;
        }

        if (!answer.Headers.NonValidated.TryGetValues("Location", out var locations) || locations.Count != 1)
        {
            why = "The redirect does not say where to: one Location is accepted.";
            return false;
        }

        if (!LinkUrl.TryRead(LinkUrl.Follow(from, locations.ToString()), out next, out var failed))
        {
            why = $"The redirect leads to no link: {failed.Error}.";
            return false;
        }

        if (from.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
        {
            next = null;
            why = "The redirect leads from https to http, and is not followed.";
            return false;
        }

        why = null;
        return true;
    }
}
