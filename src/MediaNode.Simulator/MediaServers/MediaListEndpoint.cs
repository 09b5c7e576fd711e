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
        var after = context.Request.NumberOf("after", 0, 0, long.MaxValue);
        var limit = (int)context.Request.NumberOf("limit", DefaultLimit, 1, MostLimit);
        counts.Write();
        var now = clock.GetUtcNow();
        var blobs = store.List(after, limit + 1);
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("media"u8);
            foreach (var blob in blobs.Take(limit))
            {
                Write(json, blob, now);
            }

            json.WriteEndArray();
            json.WriteNext(blobs.Count > limit ? blobs[limit - 1].Number : null);
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
        json.WriteString("stored_at"u8, Instant.ToText(blob.StoredAt));
        json.WriteString("expires_at"u8, Instant.ToText(blob.ExpiresAt));
        json.WriteString("state"u8, blob.IsExpired(now) ? "expired"u8 : "stored"u8);
        json.WriteNumber("downloads"u8, blob.Downloads);
        json.WriteEndObject();
    }
}
