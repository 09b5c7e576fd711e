using System.Globalization;
using System.Text.Json;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.MediaServers;

/// <summary><c>GET /sim/media</c>: what lies on the media servers and what has expired, a page at a time.</summary>
internal sealed class MediaListEndpoint(MediaStore store, DownloadCounts counts, TimeProvider clock)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1_000;

    public Task HandleAsync(HttpContext context)
    {
        var after = Number(context.Request, "after", 0, long.MaxValue) ?? 0;
        var limit = (int)(Number(context.Request, "limit", 1, MostLimit) ?? DefaultLimit);
        counts.Write();
        var now = clock.GetUtcNow();
        var blobs = store.List(after, limit + 1);
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("media"u8);
            foreach (var blob in blobs.Take(limit))
            {
                Write(json, blob, now);
            }

            json.WriteEndArray();
            if (blobs.Count > limit)
            {
                json.WriteNumber("next"u8, blobs[limit - 1].Number);
            }
            else
            {
                json.WriteNull("next"u8);
            }
        });
    }

    private static void Write(Utf8JsonWriter json, Blob blob, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("direct_path"u8, MediaPath.Of(blob));
        json.WriteBase64String("token"u8, blob.Token);
        json.WriteNumber("length"u8, blob.Length);
        json.WriteString("type"u8, blob.Type);
        json.WriteString("host"u8, blob.Host);
        json.WriteString("stored_at"u8, TimeText.Write(blob.StoredAt));
        json.WriteString("expires_at"u8, TimeText.Write(blob.ExpiresAt));
        json.WriteString("state"u8, blob.IsExpired(now) ? "expired"u8 : "stored"u8);
        json.WriteNumber("downloads"u8, blob.Downloads);
        json.WriteEndObject();
    }

    private static long? Number(HttpRequest request, string name, long least, long most)
    {
        var text = request.Query[name];
        if (text.Count == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new BadRequestException($"{name} must be a whole number from {least} to {most}.");
    }
}
