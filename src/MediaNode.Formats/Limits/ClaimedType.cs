using System.Collections.Frozen;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Limits;

/// <summary>Whether the bytes bear out the media type that somebody gave with them.</summary>
internal static class ClaimedType
{
    private const string Anything = "application/octet-stream";

    // Names that people and programs use for the same thing, and the one that the readers use.
    private static readonly FrozenDictionary<string, string> _aliases = new Dictionary<string, string>
    {
        ["image/jpg"] = "image/jpeg",
        ["image/pjpeg"] = "image/jpeg",
        ["image/x-png"] = "image/png",
        ["image/apng"] = "image/png", // What every tool calls a PNG that moves; that it moves is another rule.
        ["image/vnd.mozilla.apng"] = "image/png",
        ["image/x-webp"] = "image/webp",
        ["image/heif"] = "image/heic",
        ["image/x-ms-bmp"] = "image/bmp",
        ["image/x-bmp"] = "image/bmp",
        ["audio/mp3"] = "audio/mpeg",
        ["audio/mpeg3"] = "audio/mpeg",
        ["audio/x-mp3"] = "audio/mpeg",
        ["audio/x-mpeg"] = "audio/mpeg",
        ["audio/m4a"] = "audio/mp4",
        ["audio/x-m4a"] = "audio/mp4",
        ["audio/x-aac"] = "audio/aac",
        ["audio/aacp"] = "audio/aac",
        ["audio/vnd.dlna.adts"] = "audio/aac",
        ["audio/amr-nb"] = "audio/amr",
        ["audio/x-amr"] = "audio/amr",
        ["audio/opus"] = "audio/ogg; codecs=opus",
        ["audio/x-opus"] = "audio/ogg; codecs=opus",
        ["audio/x-opus+ogg"] = "audio/ogg; codecs=opus",
        ["audio/x-vorbis+ogg"] = "audio/ogg; codecs=vorbis",
        ["application/ogg"] = "audio/ogg",
        ["audio/x-ogg"] = "audio/ogg",
        ["audio/x-wav"] = "audio/wav",
        ["audio/wave"] = "audio/wav",
        ["audio/vnd.wave"] = "audio/wav",
        ["audio/x-flac"] = "audio/flac",
        ["video/x-m4v"] = "video/mp4",
        ["video/m4v"] = "video/mp4",
        ["video/3gp"] = "video/3gpp",
        ["video/3gpp2"] = "video/3gpp",
        ["audio/3gp"] = "audio/3gpp",
        ["application/mp4"] = "video/mp4",
        ["video/avi"] = "video/x-msvideo",
        ["video/webm"] = "video/x-matroska",
        ["video/matroska"] = "video/x-matroska",
        ["audio/webm"] = "audio/x-matroska",
        ["audio/matroska"] = "audio/x-matroska",
        ["application/x-pdf"] = "application/pdf",
        ["text/rtf"] = "application/rtf",
        ["text/xml"] = "application/xml",
        ["application/x-zip-compressed"] = "application/zip",
        ["application/x-zip"] = "application/zip",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // 3GP is MP4 under another brand, and a recorder that writes sound alone still calls it video, as do programs that look at the brand.
    private static readonly string[] _isoMedia = ["video/mp4", "video/3gpp"];
    private static readonly string[] _isoSound = ["audio/mp4", "audio/3gpp"];

    /// <summary>Whether two media types say the same, spelling and well-known aliases aside.</summary>
    public static bool Same(string left, string right) =>
        Read(left) is { } one && Read(right) is { } other && one == other;

    /// <summary>Whether the claim cannot be true of these bytes. Nothing, and <c>application/octet-stream</c>, claim nothing.</summary>
    public static bool Contradicts(string? claimed, MediaFacts facts)
    {
        if (string.IsNullOrWhiteSpace(claimed))
        {
            return false;
        }

        if (Read(claimed) is not { } claim)
        {
            return true;
        }

        return claim.Essence != Anything && Read(facts.Type) is { } measured && !Agrees(claim, measured, facts.Container);
    }

    private static bool Agrees(MediaType claim, MediaType measured, Container container)
    {
        if (claim == measured)
        {
            return true;
        }

        if (claim.Essence == measured.Essence)
        {
            // A claim may say less than was measured (audio/ogg), or more (a charset); it may not say otherwise.
            return claim.Parameters.All(said =>
                !measured.Parameters.TryGetValue(said.Key, out var found) || said.Value.Equals(found, StringComparison.OrdinalIgnoreCase));
        }

        if (_isoMedia.Contains(claim.Essence))
        {
            return _isoMedia.Contains(measured.Essence) || _isoSound.Contains(measured.Essence);
        }

        if (_isoSound.Contains(claim.Essence))
        {
            return _isoSound.Contains(measured.Essence);
        }

        return container switch
        {
            // What the readers cannot tell apart: bytes of no known format may be anything that is not known by its bytes …
            Container.Unknown => !IsKnownByItsBytes(claim),
            // … and these hold many formats that share one container.
            Container.Text => claim.Type == "text" || claim.Subtype is "json" or "xml" or "javascript" or "x-ndjson" || IsXml(claim),
            Container.Xml => claim.Type == "text" || IsXml(claim),
            Container.Zip or Container.CompoundFile => claim.Type == "application" && !IsKnownByItsBytes(claim),
            _ => false,
        };
    }

    private static bool IsXml(MediaType type) => type.Subtype == "xml" || type.Subtype.EndsWith("+xml", StringComparison.Ordinal);

    private static bool IsKnownByItsBytes(MediaType type) =>
        type.Type is "image" or "audio" or "video" or "text" || type.Subtype is "pdf" or "postscript" or "rtf";

    private static MediaType? Read(string text)
    {
        if (!MediaType.TryParse(text, out var type, out _))
        {
            return null;
        }

        return _aliases.TryGetValue(type.Essence, out var usual) && MediaType.TryParse(usual, out var known, out _) ? known : type;
    }
}
