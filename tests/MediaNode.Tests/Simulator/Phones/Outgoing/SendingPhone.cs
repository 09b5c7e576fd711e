using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

/// <summary>A phone that sends, and the calls with which a node fetches, opens and asks again.</summary>
internal static class SendingPhone
{
    private const string Ada = PhoneBench.Ada;

    /// <returns>The answer to what was sent.</returns>
    public static async Task<JsonElement> SendMediaAsync(this PhoneBench bench, string query, byte[] body, string? type = null, bool isChunked = false)
    {
        using var response = await bench.TrySendMediaAsync(query, body, type, isChunked);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    public static async Task<HttpResponseMessage> TrySendMediaAsync(
        this PhoneBench bench, string query, byte[] body, string? type = null, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/sim/phones/{Ada}/send?to={PhoneBench.Number}&{query}")
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return await bench.Http.SendAsync(request);
    }

    /// <summary>As a node does it.</summary>
    public static Task<HttpResponseMessage> FetchAsync(this PhoneBench bench, JsonElement media, string? path = null)
    {
        var hash = Base64Url.EncodeToString(media.GetProperty("file_enc_sha256").GetBytesFromBase64());
        var address = path is null ? media.GetProperty("url").GetString() : $"{bench.Host.Urls[0]}/media-hosts/mmg-2{path}";
        return bench.Http.GetAsync(new Uri($"{address}&hash={hash}&mms-type=any&__wa-mms="));
    }

    /// <summary>Fetches and opens, with every check.</summary>
    /// <returns>What was sent.</returns>
    public static async Task<byte[]> OpenAsync(this PhoneBench bench, JsonElement media, string? path = null)
    {
        using var response = await bench.FetchAsync(media, path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var digests = new MediaDigests(media.GetProperty("file_sha256").GetBytesFromBase64(), media.GetProperty("file_enc_sha256").GetBytesFromBase64());
        var kind = Kinds.Find(media.GetProperty("kind").GetString())!.Value;
        var source = new MemorySource(await response.Content.ReadAsByteArrayAsync());
        var opened = Opener.Open(source, KeyOf(media), SealingPurpose.Of(kind), digests, TestContext.Current.CancellationToken)
            .ShouldBeOfType<OpenResult.Opened>().Media;
        using (opened)
        {
            return opened.ToArray();
        }
    }

    public static Task<JsonElement> AskAgainAsync(this PhoneBench bench, string id, MediaKey key)
    {
        var note = new RedeliveryRequest(id).Seal(key);
        return bench.PostAsync(
            $"/wa/{PhoneBench.Number}/media_retries",
            $$"""{"message_id":"{{id}}","enc_p":"{{Convert.ToBase64String(note.Payload.Span)}}","enc_iv":"{{Convert.ToBase64String(note.Iv.Span)}}"}""");
    }

    public static MediaKey KeyOf(JsonElement media) => MediaKey.From(media.GetProperty("media_key").GetBytesFromBase64());
}
