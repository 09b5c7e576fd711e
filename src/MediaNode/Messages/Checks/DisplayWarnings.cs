using System.Collections.Frozen;
using MediaNode.Formats.Chats;
using MediaNode.Formats.Limits;

namespace MediaNode.Messages.Checks;

/// <summary>What a phone does with caption and file name that whoever sends them may not expect.</summary>
internal static class DisplayWarnings
{
    // The extensions that people send, and a type that a file of the name should have.
    private static readonly FrozenDictionary<string, string> _types = new Dictionary<string, string>
    {
        ["pdf"] = "application/pdf",
        ["doc"] = "application/msword",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["xls"] = "application/vnd.ms-excel",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["ppt"] = "application/vnd.ms-powerpoint",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ["txt"] = "text/plain",
        ["csv"] = "text/csv",
        ["zip"] = "application/zip",
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["png"] = "image/png",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
        ["mp3"] = "audio/mpeg",
        ["m4a"] = "audio/mp4",
        ["mp4"] = "video/mp4",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> _known = _types.Values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="kind">What it is sent as.</param>
    /// <param name="caption">Null or empty for none.</param>
    /// <param name="name">Null or empty for none.</param>
    /// <param name="type">The media type, measured or claimed; null when it is not known.</param>
    public static IReadOnlyList<Warning> Of(Kind kind, string? caption, string? name, string? type)
    {
        if (kind != Kind.Document)
        {
            return string.IsNullOrEmpty(name) ? []
                : [new Warning("filename_ignored", $"A file name is shown with a document only, not with {Kinds.NameOf(kind)}.", "Leave it out, or send the file as document.")];
        }

        var warnings = new List<Warning>();
        if (Shown.Of(kind, caption, name, Platform.IPhone).HidesFileName)
        {
            warnings.Add(new("caption_hides_filename", "The caption of a document takes the place of its file name, on iPhone and Android.",
                "Put the name into the caption, or send the words as a text of their own."));
        }

        if (Shown.Of(kind, caption, name, Platform.Android).Truncated)
        {
            warnings.Add(new("caption_truncated", $"Android shows one line of a document's caption, some {Shown.AndroidLine} characters.",
                "Put what matters first, or send the words as a text of their own."));
        }

        if (ExtensionWarning(name, type) is { } warning)
        {
            warnings.Add(warning);
        }

        return warnings;
    }

    private static Warning? ExtensionWarning(string? name, string? type)
    {
        if (string.IsNullOrEmpty(name))
        {
            return new("filename_missing", "Without a file name the document shows as \"Untitled\", and no app knows that it could open it.",
                "Give a filename with an extension.");
        }

        var extension = Path.GetExtension(name).TrimStart('.');
        if (extension.Length == 0)
        {
            return new("extension_missing", "The extension of the file name decides which symbol is shown and which app opens the file.",
                "End the name with one, such as .pdf.");
        }

        var essence = type?.Split(';')[0].Trim() ?? "";
        return _types.TryGetValue(extension, out var expected) && _known.Contains(essence) && !IsAsGood(expected, essence)
            ? new("extension_mismatch", $"The file name ends with .{extension.ToLowerInvariant()}, and the media is {essence}: phones go by the name.",
                "Give the name the extension of what is in the file.")
            : null;
    }

    // Text is text: a CSV cannot be told from its bytes.
    private static bool IsAsGood(string expected, string essence) => expected.Equals(essence, StringComparison.OrdinalIgnoreCase)
        || (expected.StartsWith("text/", StringComparison.Ordinal) && essence.StartsWith("text/", StringComparison.OrdinalIgnoreCase));
}
