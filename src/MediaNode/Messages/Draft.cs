using MediaNode.Catalog;
using MediaNode.Formats.Limits;

namespace MediaNode.Messages;

/// <summary>A message as it was read from a request: what can be said without looking at its media.</summary>
internal sealed record Draft
{
    /// <summary>As the business wrote it.</summary>
    public required string Input { get; init; }

    /// <summary>Digits only.</summary>
    public required string Recipient { get; init; }

    public required string Type { get; init; }

    /// <summary>What stands under the type, as JSON with its defaults, without the media's <c>id</c>, <c>link</c> and <c>provider</c>.</summary>
    public required string Content { get; init; }

    public bool PreviewUrl { get; init; }

    /// <summary>The media it brings; null for none.</summary>
    public Attachment? Attachment { get; init; }
}

/// <summary>A media that a message names.</summary>
/// <param name="Path">Where it is named: <c>image.id</c>.</param>
/// <param name="Media">Which; of one named by a link, the one that stands behind it once that is known.</param>
/// <param name="Kind">As what it is to be sent.</param>
internal sealed record Attachment(string Path, MediaId Media, Kind Kind)
{
    /// <summary>By which it is named; null when by its id.</summary>
    public NamedLink? Link { get; init; }

    /// <summary>Whether sound is to show as a voice message; null to tell by its type.</summary>
    public bool? Voice { get; init; }

    /// <summary>For the header of a template: whether a document must be PDF.</summary>
    public bool PdfOnly { get; init; }

    /// <summary>The two, as they are kept while the link is fetched.</summary>
    public LinkWish Wish => PdfOnly ? LinkWish.PdfOnly : Voice switch { true => LinkWish.Voice, false => LinkWish.NoVoice, _ => LinkWish.None };
}
