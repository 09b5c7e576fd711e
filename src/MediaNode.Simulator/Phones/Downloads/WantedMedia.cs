using System.Globalization;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>What a phone needs to fetch and open the media of a message.</summary>
internal sealed record WantedMedia(Kind Kind, string Url, string DirectPath, MediaKey Key, MediaDigests Digests, long Length)
{
    /// <summary>In hex.</summary>
    public string Digest => Convert.ToHexStringLower(Digests.Plain.Span);

    public static WantedMedia Of(Message message)
    {
        using var json = JsonDocument.Parse(message.Media);
        var media = json.RootElement;
        return new WantedMedia(
            message.Kind!.Value,
            message.Url!,
            message.DirectPath!,
            MediaKey.From(media.RequiredBytesOf("media_key")),
            new MediaDigests(media.RequiredBytesOf("file_sha256"), media.RequiredBytesOf("file_enc_sha256")),
            media.GetProperty("file_length").GetInt64());
    }

    /// <summary>The part of the address before the path.</summary>
    public string Host => Url.IndexOf(DirectPath, StringComparison.Ordinal) is > 0 and var at ? Url[..at] : new Uri(Url).GetLeftPart(UriPartial.Authority);

    /// <summary>What the media servers call the kind: <c>mms-type</c>.</summary>
    public string ServerType => ServerTypeOf(Kind);

    /// <inheritdoc cref="ServerType"/>
    public static string ServerTypeOf(Kind kind) => kind == Kind.Voice ? "ptt" : Kinds.NameOf(kind);

    /// <summary>Whether the path says of itself that it leads nowhere any more: <c>oe</c>, Unix seconds in hex.</summary>
    public bool HasExpired(DateTimeOffset now)
    {
        foreach (var part in DirectPath[(DirectPath.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&'))
        {
            if (part.StartsWith("oe=", StringComparison.Ordinal)
                && long.TryParse(part.AsSpan(3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seconds))
            {
                return now.ToUnixTimeSeconds() >= seconds;
            }
        }

        return false;
    }

    /// <summary>The address of the same media under another path, at the same host.</summary>
    public string UrlOf(string directPath) => Host + directPath;
}
