using MediaNode.Formats.Limits;

namespace MediaNode.Formats.Sealing;

/// <summary>What bytes are sealed as. A thumbnail goes under the key of its media, for another purpose.</summary>
/// <param name="Info">What the derivation of keys is bound to: ASCII.</param>
/// <param name="HasSidecar">Whether receivers may play it before they have all of it, and so need a check for each piece.</param>
public sealed record SealingPurpose(string Info, bool HasSidecar)
{
    private static readonly SealingPurpose _image = new("WhatsApp Image Keys", HasSidecar: false);
    private static readonly SealingPurpose _video = new("WhatsApp Video Keys", HasSidecar: true);
    private static readonly SealingPurpose _audio = new("WhatsApp Audio Keys", HasSidecar: true);

    // Sealed as sound is, but WhatsApp's own clients fetch voice messages whole and make no sidecar for them.
    private static readonly SealingPurpose _voice = _audio with { HasSidecar = false };
    private static readonly SealingPurpose _document = new("WhatsApp Document Keys", HasSidecar: false);
    private static readonly SealingPurpose _imageThumbnail = new("WhatsApp Image Thumbnail Keys", HasSidecar: false);
    private static readonly SealingPurpose _videoThumbnail = new("WhatsApp Video Thumbnail Keys", HasSidecar: false);
    private static readonly SealingPurpose _documentThumbnail = new("WhatsApp Document Thumbnail Keys", HasSidecar: false);

    /// <summary>The picture in the preview of a link.</summary>
    public static readonly SealingPurpose LinkThumbnail = new("WhatsApp Link Thumbnail Keys", HasSidecar: false);

    public static SealingPurpose Of(Kind kind) => kind switch
    {
        Kind.Image or Kind.Sticker => _image,
        Kind.Video => _video,
        Kind.Audio => _audio,
        Kind.Voice => _voice,
        Kind.Document => _document,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <returns>What the thumbnail of such a media is sealed as; null for kinds whose messages have no place for one.</returns>
    public static SealingPurpose? ThumbnailOf(Kind kind) => kind switch
    {
        Kind.Image => _imageThumbnail,
        Kind.Video => _videoThumbnail,
        Kind.Document => _documentThumbnail,
        Kind.Audio or Kind.Voice or Kind.Sticker => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
