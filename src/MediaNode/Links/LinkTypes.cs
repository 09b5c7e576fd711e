using MediaNode.Formats;
using MediaNode.Formats.Inspection;
using MediaNode.Inspection;

namespace MediaNode.Links;

/// <summary>The media type of what was fetched.</summary>
internal static class LinkTypes
{
    /// <param name="said">The origin's Content-Type, as it came; null for none.</param>
    /// <param name="path">Where the bytes can be read.</param>
    /// <returns>The origin's, if it says anything; else what the content shows, <c>application/octet-stream</c> for nothing.</returns>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public static string Of(string? said, string path)
    {
        var type = MediaType.TryParse(said, out var read, out _) && !read.IsMultipart ? read : null;
        // What servers say of files whose names tell them nothing.
        if (type is not null && type.Essence is not ("application/octet-stream" or "binary/octet-stream" or "text/plain"))
        {
            return type.Text;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var facts = MediaSniffer.Inspect(new FileSource(file));
        return type?.Essence == "text/plain" && IsText(facts.Container) ? type.Text : facts.Type;
    }

    // Text of any kind may well be meant as plain text, and what nobody knows is as its origin says.
    private static bool IsText(Container container) =>
        container is Container.Text or Container.Html or Container.Xml or Container.Svg or Container.Playlist or Container.Rtf or Container.PostScript or Container.Unknown;
}
