using MediaNode.Formats;
using MediaNode.Formats.Limits;

namespace MediaNode.Messages;

/// <summary>Which kind a media goes as, told by the type that its upload claimed alone.</summary>
internal static class ClaimedKind
{
    /// <returns>Null when the claim does not tell, or tells otherwise: then the bytes must.</returns>
    public static Kind? Of(string claimed, Attachment attachment) => attachment.Kind switch
    {
        Kind.Document => !attachment.PdfOnly || IsOf("application/pdf", claimed) ? Kind.Document : null,
        Kind.Image or Kind.Sticker => IsOf("image/", claimed) ? attachment.Kind : null,
        Kind.Video => IsOf("video/", claimed) ? Kind.Video : null,
        _ => OfSound(claimed, attachment.Voice),
    };

    private static Kind? OfSound(string claimed, bool? voice)
    {
        if (!IsOf("audio/", claimed) || !MediaType.TryParse(claimed, out var type, out _))
        {
            return null;
        }

        // Opus in Ogg shows as a voice message. Ogg alone does not say what is in it.
        var opus = type.Essence == "audio/opus"
            || (type.Parameters.TryGetValue("codecs", out var codecs) && codecs.Equals("opus", StringComparison.OrdinalIgnoreCase));
        return voice ?? opus ? Kind.Voice
            : voice is null && type.Essence == "audio/ogg" && !type.Parameters.ContainsKey("codecs") ? null
            : Kind.Audio;
    }

    private static bool IsOf(string family, string claimed) => claimed.AsSpan().TrimStart().StartsWith(family, StringComparison.OrdinalIgnoreCase);
}
