using System.Runtime.InteropServices;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>The media of a message as the node describes it, with all that a phone needs to fetch and open it.</summary>
/// <param name="Kind">Its name, as in <see cref="Kinds"/>.</param>
/// <param name="Url">Where anyone can fetch the sealed bytes.</param>
/// <param name="DirectPath">The part of it behind the host.</param>
/// <param name="Json">The whole description.</param>
internal sealed record SentMedia(string Kind, string Url, string DirectPath, byte[] Json)
{
    private const int KeyLength = 32;
    private const int DigestLength = 32;

    /// <exception cref="RefusedException">Something is missing or wrong.</exception>
    public static SentMedia Read(JsonElement media)
    {
        if (media.ValueKind != JsonValueKind.Object)
        {
            throw new RefusedException("`media` must be an object.");
        }

        var kind = media.RequiredTextOf("kind");
        if (Kinds.Find(kind) is null)
        {
            throw new RefusedException($"`kind` must be one of {string.Join(", ", Kinds.All.Select(Kinds.NameOf))}.");
        }

        media.RequiredTextOf("mimetype");
        media.RequiredBytesOf("media_key", KeyLength);
        media.RequiredBytesOf("file_sha256", DigestLength);
        media.RequiredBytesOf("file_enc_sha256", DigestLength);
        if (!media.TryGetProperty("file_length", out var length) || length.ValueKind != JsonValueKind.Number || !length.TryGetInt64(out var bytes) || bytes < 0)
        {
            throw new RefusedException("`file_length` must be a number of bytes.");
        }

        var path = media.RequiredTextOf("direct_path");
        if (!path.StartsWith('/'))
        {
            throw new RefusedException("`direct_path` must begin with a slash.");
        }

        return new SentMedia(kind, Address(media.RequiredTextOf("url")), path, JsonMarshal.GetRawUtf8Value(media).ToArray());
    }

    private static string Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new RefusedException("`url` must be an address with http or https.");
}
