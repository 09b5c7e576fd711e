using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Downloads;

public class DownloadTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly TestNode _node = shared.Node;

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public async Task A_media_comes_with_all_that_is_known_of_it_and_is_never_rendered(int length)
    {
        var bytes = Bytes.Random(length);
        var id = await _node.UploadAsync(bytes, "text/html; charset=utf-8");

        using var response = await _node.GetAsync($"/v1/media/{id}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        HeadersOf(response).ShouldBe(
        [
            "Accept-Ranges: bytes",
            "Cache-Control: no-cache, private",
            $"Content-Disposition: attachment; filename=\"{id}\"",
            $"Content-Length: {length.ToString(CultureInfo.InvariantCulture)}",
            "Content-Security-Policy: default-src 'none'; sandbox",
            "Content-Type: text/html; charset=utf-8",
            $"ETag: \"sha256-{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"",
            "X-Content-Type-Options: nosniff",
        ]);
        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("bytes=0-9")]
    [InlineData("bytes=999999999-")]
    public async Task Head_says_what_get_says_and_knows_no_ranges(string range)
    {
        var id = await _node.UploadAsync(Bytes.Random(100_000));
        using var got = await _node.GetAsync($"/v1/media/{id}");

        using var head = await _node.SendAsync(HttpMethod.Head, $"/v1/media/{id}", headers: range.Length == 0 ? [] : [("Range", range)]);

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        HeadersOf(head).ShouldBe(HeadersOf(got));
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=0-99", 0, 99)]
    [InlineData("bytes=100-", 100, 149_999)]
    [InlineData("bytes=-7", 149_993, 149_999)]
    [InlineData("bytes=-999999", 0, 149_999)]
    [InlineData("bytes=0-", 0, 149_999)]
    [InlineData("bytes=149999-149999", 149_999, 149_999)]
    [InlineData("bytes=149990-999999999999999999999999", 149_990, 149_999)]
    [InlineData("bytes=65535-65537", 65_535, 65_537)]
    [InlineData("BYTES=5-6", 5, 6)]
    [InlineData("bytes=0-9,10-19", 0, 19)]
    [InlineData("bytes=0-9, 900000-", 0, 9)]
    public async Task A_range_gets_the_bytes_that_it_names(string range, int first, int last)
    {
        var (id, bytes) = await MediumAsync();

        using var response = await _node.GetAsync($"/v1/media/{id}", ("Range", range));

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        response.Content.Headers.GetValues("Content-Range").ShouldBe([$"bytes {first}-{last}/{bytes.Length}"]);
        response.Content.Headers.ContentLength.ShouldBe(last - first + 1);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        response.Headers.ETag.ShouldNotBeNull();
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[first..(last + 1)]);
    }

    [Theory]
    [InlineData("bytes=150000-")]
    [InlineData("bytes=150000-150001")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=99999999999999999999999-")]
    [InlineData("bytes=200000-,300000-")]
    public async Task A_range_beyond_the_end_is_told_where_the_end_is(string range)
    {
        var (id, _) = await MediumAsync();

        using var refused = await _node.GetAsync($"/v1/media/{id}", ("Range", range));

        (await refused.ShouldRefuseAsync(HttpStatusCode.RequestedRangeNotSatisfiable, 1009)).ShouldContain("150000 bytes");
        refused.Content.Headers.GetValues("Content-Range").ShouldBe(["bytes */150000"]);
    }

    [Theory]
    [InlineData("bytes=5-3")]
    [InlineData("bytes=")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=-")]
    [InlineData("pages=1-2")]
    [InlineData("bytes 0-5")]
    [InlineData("bytes=0-1,5-6")] // Two parts would need a multipart answer; the whole body is allowed (RFC 9110, section 14.2).
    [InlineData("bytes=--5")]
    [InlineData("bytes=0x0-0x5")]
    public async Task A_range_that_makes_no_sense_gets_the_whole_body(string range)
    {
        var (id, bytes) = await MediumAsync();

        using var response = await _node.GetAsync($"/v1/media/{id}", ("Range", range));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        response.Content.Headers.Contains("Content-Range").ShouldBeFalse();
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
    }

    [Fact]
    public async Task The_id_may_be_written_in_upper_case_and_the_path_may_end_in_a_slash()
    {
        var (id, bytes) = await MediumAsync();

        (await _node.Client.GetByteArrayAsync($"/v1/media/{id.ToUpperInvariant()}/")).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("0190163d-8694-739b-aea5-966c26f8ad91")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("1")]
    [InlineData("0190163d8694739baea5966c26f8ad91")]
    [InlineData("{0190163d-8694-739b-aea5-966c26f8ad91}")]
    [InlineData("..%2F..%2Fcatalogue.db")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("0190163d-8694-739b-aea5-966c26f8ad91%0d%0aX: y")]
    public async Task An_id_that_nobody_was_given_is_not_found_and_the_answer_has_no_body(string id)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Delete])
        {
            using var response = await _node.SendAsync(method, $"/v1/media/{id}");

            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            response.Content.Headers.ContentLength.ShouldBe(0);
            response.Content.Headers.ContentType.ShouldBeNull();
            (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_body_on_get_or_delete_is_ignored_and_the_connection_serves_on()
    {
        var bytes = Bytes.Random(1000);
        var id = await _node.UploadAsync(bytes);
        using var client = await PlainSocket.ConnectAsync(_node);
        string[] body = ["Content-Type: application/json", "Content-Length: 9"];

        await client.SendAsync(PlainSocket.Head(_node, "GET", $"/v1/media/{id}", body) + "{\"a\":\"b\"}");
        var got = await client.ReadAsync();
        got.Status.ShouldBe(200);
        got.Body.ShouldBe(bytes);

        await client.SendAsync(PlainSocket.Head(_node, "DELETE", $"/v1/media/{id}", body) + "not json!");
        (await client.ReadAsync()).Status.ShouldBe(200);

        await client.SendAsync(PlainSocket.Head(_node, "DELETE", $"/v1/media/{id}", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");
        (await client.ReadAsync()).Status.ShouldBe(404);

        await client.SendAsync(PlainSocket.Head(_node, "GET", "/v1/health"));
        (await client.ReadAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Requests_sent_one_after_another_without_waiting_are_answered_in_order()
    {
        var first = Bytes.Random(70_000, seed: 1);
        var second = Bytes.Random(70_000, seed: 2);
        string[] ids = [await _node.UploadAsync(first), await _node.UploadAsync(second)];
        using var client = await PlainSocket.ConnectAsync(_node);

        await client.SendAsync(string.Concat(ids.Select(id => PlainSocket.Head(_node, "GET", $"/v1/media/{id}"))));

        (await client.ReadAsync()).Body.AsSpan().SequenceEqual(first).ShouldBeTrue();
        (await client.ReadAsync()).Body.AsSpan().SequenceEqual(second).ShouldBeTrue();
    }

    private async Task<(string Id, byte[] Bytes)> MediumAsync()
    {
        var bytes = Bytes.Random(150_000, seed: 15);
        return (await _node.UploadAsync(bytes), bytes);
    }

    /// <summary>All headers but the date, in the order of their names.</summary>
    private static IReadOnlyList<string> HeadersOf(HttpResponseMessage response) =>
    [
        .. response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value.Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal),
    ];
}
