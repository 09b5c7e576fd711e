using System.Text.Json;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>A phone describes its media for those who are to fetch and open it.</summary>
internal static class OwnMedia
{
    private const int KeyLength = 32;

    /// <returns>The <c>media</c> of a message, as docs/line.md says.</returns>
    public static byte[] Describe(Kind kind, string type, MediaKey key, DateTimeOffset keyMade, Lodged lodged, MediaFacts facts) =>
        JsonAnswer.ToBytes(writer =>
        {
            var seal = lodged.Seal;
            writer.WriteString("kind"u8, Kinds.NameOf(kind));
            writer.WriteString("mimetype"u8, type);
            writer.WriteString("url"u8, lodged.Url);
            writer.WriteString("direct_path"u8, lodged.DirectPath);
            Span<byte> secret = stackalloc byte[KeyLength];
            key.CopyTo(secret);
            writer.WriteBase64String("media_key"u8, secret);
            writer.WriteNumber("media_key_timestamp"u8, keyMade.ToUnixTimeSeconds());
            writer.WriteBase64String("file_sha256"u8, seal.Digests.Plain.Span);
            writer.WriteBase64String("file_enc_sha256"u8, seal.Digests.Sealed.Span);
            writer.WriteNumber("file_length"u8, seal.Length);
            if (!seal.Sidecar.IsEmpty)
            {
                writer.WriteBase64String("streaming_sidecar"u8, seal.Sidecar.Span);
            }

            if (kind != Kind.Document)
            {
                WriteFacts(writer, kind, facts);
            }
        }).ToArray();

    private static void WriteFacts(Utf8JsonWriter writer, Kind kind, MediaFacts facts)
    {
        if (kind is not (Kind.Audio or Kind.Voice) && SizeOf(facts) is var (width, height))
        {
            writer.WriteNumber("width"u8, width);
            writer.WriteNumber("height"u8, height);
        }

        if (kind is Kind.Audio or Kind.Voice or Kind.Video && facts.Duration is { } duration)
        {
            writer.WriteNumber("seconds"u8, Math.Max(1, (long)Math.Round(duration.TotalSeconds, MidpointRounding.AwayFromZero)));
        }
    }

    /// <returns>Pixels as they are shown; null when nobody knows.</returns>
    private static (int Width, int Height)? SizeOf(MediaFacts facts)
    {
        if (facts.Image is { } image)
        {
            // EXIF's orientations from 5 on lie on their side.
            return image.Orientation < 5 ? (image.Width, image.Height) : (image.Height, image.Width);
        }

        return facts.Tracks.FirstOrDefault(track => track.Kind == TrackKind.Video) is { Width: { } width, Height: { } height } video
            ? video.Rotation is 90 or 270 ? (height, width) : (width, height)
            : null;
    }
}
