using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>A lodged media as it stands in a message: written once, however many recipients there are.</summary>
internal sealed class MediaJson
{
    private readonly ConditionalWeakTable<SentMedia, byte[]> _written = [];

    public byte[] Of(SentMedia media) => _written.GetValue(media, static sent => Write(sent));

    private static byte[] Write(SentMedia media)
    {
        var deposit = media.Deposit;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, MessagesJson.Readable))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kinds.NameOf(deposit.Kind));
            json.WriteString("mimetype", deposit.Type);
            json.WriteString("url", deposit.Url);
            json.WriteString("direct_path", deposit.DirectPath);
            Span<byte> key = stackalloc byte[MediaKey.Length];
            media.Key.CopyTo(key);
            json.WriteBase64String("media_key", key);
            key.Clear();
            json.WriteNumber("media_key_timestamp", deposit.KeyMadeAt.ToUnixTimeSeconds());
            json.WriteBase64String("file_sha256", deposit.Digest);
            json.WriteBase64String("file_enc_sha256", deposit.SealedDigest);
            json.WriteNumber("file_length", deposit.Length);
            if (media is { Width: { } width, Height: { } height })
            {
                json.WriteNumber("width", width);
                json.WriteNumber("height", height);
            }

            if (media.Duration is { } seconds)
            {
                // Whole ones in the protocol; what plays at all plays for one.
                json.WriteNumber("seconds", Math.Max(1, (long)Math.Round(seconds, MidpointRounding.AwayFromZero)));
            }

            WriteBytes(json, "waveform", media.Waveform);
            WriteBytes(json, "streaming_sidecar", deposit.Sidecar);
            WriteBytes(json, "jpeg_thumbnail", media.Thumbnail);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is { Length: > 0 })
        {
            json.WriteBase64String(name, bytes);
        }
    }
}
