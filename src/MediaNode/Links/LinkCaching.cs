using System.Globalization;

namespace MediaNode.Links;

/// <summary>How long an answer may be used again (RFC 9111 §4.2), for the private cache of one business.</summary>
/// <remarks>
/// <c>s-maxage</c> is for shared caches and not heeded; nothing is guessed from Last-Modified. The answer's age is what its Age field and our
/// own waiting make: its Date is not compared with the node's clock, which may be turned.
/// </remarks>
internal static class LinkCaching
{
    private const int MostOfValidator = 1024;

    /// <param name="answer">200, or 304.</param>
    /// <param name="known">What a 304 was asked with, and leaves as it is when it says nothing of it.</param>
    /// <param name="redirected">Whether it stood behind a redirect, which says nothing of how long that leads there.</param>
    /// <param name="asked">When the question went out, by the node's clock.</param>
    /// <param name="now">When all had come.</param>
    /// <param name="options">The bounds.</param>
    public static LinkFreshness Of(
        HttpResponseMessage answer, LinkRequest known, bool redirected, DateTimeOffset asked, DateTimeOffset now, LinkOptions options)
    {
        var control = new CacheDirectives(Lines(answer, "Cache-Control"));
        var fresh = asked + (Lifetime(answer, control) ?? TimeSpan.Zero) - (CacheDirectives.Seconds(Line(answer, "Age"), orElse: null) ?? TimeSpan.Zero);
        var forbidden = control.Has("no-store") || control.Has("no-cache") || control.Seconds("max-age") == TimeSpan.Zero
            || Lines(answer, "Vary").Any(vary => vary.Contains('*', StringComparison.Ordinal));
        var least = now + options.MinimumFreshness;
        var until = forbidden ? now : redirected || fresh < least ? least : fresh;
        var most = now + options.MaximumFreshness;
        // A validator is good for the URL that gave it only.
        return redirected
            ? new LinkFreshness(until < most ? until : most, null, null, !control.Has("no-store"))
            : new LinkFreshness(
                until < most ? until : most, Validator(answer, "ETag", known.ETag), Validator(answer, "Last-Modified", known.LastModified), !control.Has("no-store"));
    }

    private static TimeSpan? Lifetime(HttpResponseMessage answer, CacheDirectives control)
    {
        if (control.Seconds("max-age") is { } age)
        {
            return age;
        }

        // What cannot be read, such as "0", is long past.
        return Line(answer, "Expires") is not { } expires ? null
            : Date(expires) is { } end && Date(Line(answer, "Date")) is { } date && end > date ? end - date
            : TimeSpan.Zero;
    }

    private static string? Validator(HttpResponseMessage answer, string name, string? known) =>
        Line(answer, name) is { } value
            ? value.Length is > 0 and <= MostOfValidator && LinkQuestion.Fits(value) ? value : null
            : (int)answer.StatusCode == StatusCodes.Status304NotModified ? known : null;

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static string? Line(HttpResponseMessage answer, string name) => Lines(answer, name).FirstOrDefault();

    private static IEnumerable<string> Lines(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var lines) || answer.Content.Headers.NonValidated.TryGetValues(name, out lines) ? lines : [];
}
