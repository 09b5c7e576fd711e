namespace MediaNode.Catalog;

/// <summary>The original's words for a link that could not be fetched, which businesses look for.</summary>
internal static class LinkError
{
    private const string Before = "Request for url ";
    private const string Between = " failed with error: ";

    /// <param name="url">As the business gave it.</param>
    /// <param name="error">Why; it has not the words between the two.</param>
    public static string Title(string url, string error) => Before + url + Between + error;

    /// <summary>For people to see: without what may be a secret in its address. Other titles as they are.</summary>
    public static string Shown(string title) =>
        title.StartsWith(Before, StringComparison.Ordinal) && title.LastIndexOf(Between, StringComparison.Ordinal) is var end && end >= Before.Length
            ? Title(LinkKey.ShownOf(title[Before.Length..end]), title[(end + Between.Length)..])
            : title;
}
