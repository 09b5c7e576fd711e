namespace MediaNode.Formats.Limits;

/// <summary>What a message uses a media as.</summary>
public enum Kind
{
    Image,
    Video,
    Audio,

    /// <summary>Sound that shows as a voice message: mono Opus in Ogg.</summary>
    Voice,
    Document,
    Sticker,
}
