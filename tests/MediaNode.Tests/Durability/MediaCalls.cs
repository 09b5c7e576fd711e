using System.Net;
using System.Security.Cryptography;
using Shouldly;

namespace MediaNode.Tests.Durability;

/// <summary>One row of <c>GET /api/media</c>.</summary>
internal sealed record Listed(string Id, long Length, string Digest, string State);

/// <summary>The node's calls as a client makes them.</summary>
internal static class MediaCalls
{
    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient client, ReadOnlyMemory<byte> bytes, bool chunked = false, bool asksFirst = false, CancellationToken cancellationToken = default)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = new("image/jpeg");
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = asksFirst;
        return client.SendAsync(request, cancellationToken);
    }

    /// <summary>Uploads and returns the id.</summary>
    public static async Task<string> UploadAsync(
        this HttpClient client, ReadOnlyMemory<byte> bytes, bool chunked = false, CancellationToken cancellationToken = default)
    {
        using var response = await client.PostAsync(bytes, chunked, cancellationToken: cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(cancellationToken));
        return (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
    }

    /// <returns>The SHA-256 of what the node gives out for the id, in hex; or <see langword="null"/> for a 404.</returns>
    public static async Task<string?> DigestOfAsync(this HttpClient client, string id)
    {
        using var response = await client.GetAsync($"/v1/media/{id}", HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.StatusCode.ShouldBe(HttpStatusCode.OK, id);
        using var stream = await response.Content.ReadAsStreamAsync();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }

    public static async Task<HttpStatusCode> RemoveAsync(this HttpClient client, string id, CancellationToken cancellationToken = default)
    {
        using var response = await client.DeleteAsync($"/v1/media/{id}", cancellationToken);
        return response.StatusCode;
    }

    /// <summary>Everything that the node lists.</summary>
    public static async Task<IReadOnlyList<Listed>> ListAsync(this HttpClient client)
    {
        var all = new List<Listed>();
        var after = "";
        while (after is not null)
        {
            using var response = await client.GetAsync($"/api/media?limit=1000{after}");
            var page = await response.JsonAsync();
            all.AddRange(page.GetProperty("media").EnumerateArray().Select(row => new Listed(
                row.GetProperty("id").GetString()!,
                row.GetProperty("length").GetInt64(),
                row.GetProperty("digest").GetString()!,
                row.GetProperty("state").GetString()!)));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : null;
        }

        return all;
    }

    public static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
