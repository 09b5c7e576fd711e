namespace MediaNode.Catalog;

/// <summary>Which link: what is fetched with other credentials is another.</summary>
/// <param name="Url">As the business wrote it.</param>
/// <param name="Provider">The name of the one whose credentials go with it; empty for none.</param>
/// <param name="Credentials">Their revision; zero for none.</param>
internal sealed record LinkKey(string Url, string Provider, long Credentials)
{
    /// <summary>For people to see: a query may be a signature, and what stands before an @ is a password.</summary>
    public string Shown => ShownOf(Url);

    /// <inheritdoc cref="Shown"/>
    public static string ShownOf(string url)
    {
        var cut = url.IndexOfAny(['?', '#']);
        var shown = cut < 0 ? url : url[..cut] + url[cut] + "…";
        var host = shown.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = shown.IndexOf('/', host);
        var at = shown.LastIndexOf('@', (end < 0 ? shown.Length : end) - 1);
        return at < host ? shown : shown[..host] + "…" + shown[at..];
    }

    /// <summary>Scheme, host and port, in one spelling; what is no address stands for itself.</summary>
    public string Origin => Uri.TryCreate(Url, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Host}:{url.Port}" : Url;

    // A link may be signed, and then whoever reads it may fetch it.
    public override string ToString() => nameof(LinkKey);
}

/// <summary>A link and how far its fetching has come.</summary>
internal sealed record Link
{
    public required long Id { get; init; }

    public required LinkKey Key { get; init; }

    /// <summary>Whose share of the places its fetch takes.</summary>
    public required string Origin { get; init; }

    /// <summary>Whether messages wait for it.</summary>
    public bool IsWanted { get; init; }

    /// <summary>Who wins a race.</summary>
    public long Revision { get; init; }

    public DateTimeOffset LeasedUntil { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>Failed ones since it was wanted.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last one failed.</summary>
    public string? Reason { get; init; }

    /// <summary>What was fetched last. It may be deleted meanwhile.</summary>
    public MediaId? MediaId { get; init; }

    /// <summary>As the origin wrote it.</summary>
    public string? ETag { get; init; }

    /// <summary>As the origin wrote it.</summary>
    public string? LastModified { get; init; }

    public DateTimeOffset FreshUntil { get; init; }

    /// <summary>The subject of its attempts.</summary>
    public string Subject => SubjectOf(Id);

    /// <inheritdoc cref="Subject"/>
    public static string SubjectOf(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"link:{id}");
}

/// <summary>What a message asked for beyond its kind. The numbers are in the database: never change one.</summary>
internal enum LinkWish
{
    None = 0,

    /// <summary>Sound shows as a voice message.</summary>
    Voice = 1,

    /// <summary>Sound does not show as a voice message, even if it might.</summary>
    NoVoice = 2,

    /// <summary>A document in the header of a template: PDF alone will do.</summary>
    PdfOnly = 3,
}

/// <summary>Messages that wait for a link and take it as the same.</summary>
internal sealed record LinkWait(Formats.Limits.Kind Kind, LinkWish Wish);

/// <summary>A link whose media need not be fetched again yet.</summary>
internal sealed record FreshLink(long Id, MediaId Media, DateTimeOffset Until);
