namespace MediaNode.Formats.Limits;

/// <summary>The kinds and their names on the wire: <c>image</c>, <c>video</c> …</summary>
public static class Kinds
{
    /// <summary>Every kind, in the order of the tables.</summary>
    public static readonly IReadOnlyList<Kind> All = [Kind.Image, Kind.Sticker, Kind.Audio, Kind.Voice, Kind.Video, Kind.Document];

    public static string NameOf(Kind kind) => kind switch
    {
        Kind.Image => "image",
        Kind.Video => "video",
        Kind.Audio => "audio",
        Kind.Voice => "voice",
        Kind.Document => "document",
        Kind.Sticker => "sticker",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <returns>The kind of this name as it stands in a message, lower case; null when there is none.</returns>
    public static Kind? Find(string? name)
    {
        foreach (var kind in All)
        {
            if (NameOf(kind) == name)
            {
                return kind;
            }
        }

        return null;
    }
}
