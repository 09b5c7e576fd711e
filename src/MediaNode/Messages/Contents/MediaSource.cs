using MediaNode.Catalog;
using MediaNode.Formats.Limits;

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
            return NamedLink.Read(media, linkText!) is { } named ? new Attachment(link.Path, default, kind) { Link = named } : null;
        }
        else if (!(id.IsGiven && idText is null) && !(link.IsGiven && linkText is null))
        {
            id.Missing($"exactly one of {id.Path} and {link.Path} is required.");
        }

        return null;
    }
}
