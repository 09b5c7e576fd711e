using System.Security.Cryptography;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Reads how a user's message describes its media.</summary>
internal static class InboundMediaJson
{
    // Told when the sender says nothing: bytes of no known kind (RFC 2046, section 4.5.1).
    private const string NoType = "application/octet-stream";

    /// <returns>The media, or why its description cannot be read, one sentence. What the sender wrote is not repeated.</returns>
    public static (InboundMedia? Media, string? Flaw) Read(Kind kind, JsonElement entry)
    {
        if (entry.Member("media") is not { ValueKind: JsonValueKind.Object } media)
        {
            return (null, "The message does not describe its media.");
        }

        if (media.TextOf("kind") is { } name && Kinds.Find(name) != kind)
        {
            return (null, "The media is described as of another kind than the message.");
        }

        if (media.NameOf("direct_path") is not { } path || !InboundMedia.IsDirectPath(path))
        {
            return (null, "The media has no direct_path that leads to a media server.");
        }

        if (media.BytesOf("media_key") is not { Length: MediaKey.Length } key)
        {
            return (null, $"The media has no media_key of {MediaKey.Length} bytes.");
        }

        if (media.BytesOf("file_sha256") is not { Length: SHA256.HashSizeInBytes } digest
            || media.BytesOf("file_enc_sha256") is not { Length: SHA256.HashSizeInBytes } sealedDigest)
        {
            return (null, $"The media has no file_sha256 and file_enc_sha256 of {SHA256.HashSizeInBytes} bytes each.");
        }

        if (media.NumberOf("file_length") is not > 0)
        {
            return (null, "The media has no file_length of one byte or more.");
        }

        return (new InboundMedia
        {
            Kind = kind,
            Type = media.NameOf("mimetype") ?? NoType,
            Url = media.NameOf("url") is { } url && MediaUrl.IsWeb(url) ? url : null,
            DirectPath = path,
            Key = MediaKey.From(key),
            Digest = digest,
            SealedDigest = sealedDigest,
            Length = media.NumberOf("file_length")!.Value,
        }, null);
    }
}
