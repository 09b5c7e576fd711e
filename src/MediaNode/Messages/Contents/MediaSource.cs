using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Problems;

namespace MediaNode.Messages.Contents;

/// <summary>Which media an object names: by exactly one of <c>id</c> and <c>link</c>.</summary>
internal static class MediaSource
{
    /// <returns>Null, and a finding, when it names none that can be sent.</returns>
    public static Attachment? Read(Parameter media, Kind kind)
    {
        var (id, link) = (media["id"], media["link"]);
        var (idText, linkText) = (id.Text(), link.Text());
        var hasId = !string.IsNullOrEmpty(idText);
        var hasLink = !string.IsNullOrEmpty(linkText);
        if (hasId && hasLink)
        {
            link.Invalid($"is given beside {id.Path}; exactly one of the two is accepted.");
        }
        else if (hasId)
        {
            if (MediaId.TryParse(idText, out var known))
            {
                return new Attachment(id.Path, known, kind);
            }

            id.Invalid($"is {id.Found()}; the id that POST /v1/media answered is accepted, such as 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10.");
        }
        else if (hasLink)
        {
            CheckLink(link, linkText!);
        }
        else if (!(id.IsGiven && idText is null) && !(link.IsGiven && linkText is null))
        {
            id.Missing($"exactly one of {id.Path} and {link.Path} is required.");
        }

        return null;
    }

    private static void CheckLink(Parameter link, string text)
    {
        if (IsAddress(text))
        {
            link.Add(Problem.LinksNotOffered,
                "is an address, and this version fetches none. Upload the file with POST /v1/media and send its id.");
        }
        else
        {
            link.Invalid("is no address of the web; an absolute one with http:// or https:// is accepted.");
        }
    }

    private static bool IsAddress(string text)
    {
        // The oldest form names a provider in front: files/https://host/path.
        var provider = text.IndexOf('/', StringComparison.Ordinal);
        var address = provider > 0 && text[provider - 1] != ':' ? text[(provider + 1)..] : text;
        return Uri.TryCreate(address, UriKind.Absolute, out var parsed)
            && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed.Host.Length > 0;
    }
}
