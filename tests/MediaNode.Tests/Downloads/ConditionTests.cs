using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Downloads;

public class ConditionTests(SharedNode shared) : IClassFixture<SharedNode>, IAsyncLifetime
{
    private static readonly byte[] _bytes = Bytes.Random(1000);

    private readonly TestNode _node = shared.Node;
    private string _id = "";
    private string _tag = "";

    public async ValueTask InitializeAsync()
    {
        _id = await _node.UploadAsync(_bytes);
        using var response = await _node.GetAsync($"/v1/media/{_id}");
        _tag = response.Headers.ETag!.ToString();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("TAG")]
    [InlineData("W/TAG")]
    [InlineData("\"other\", TAG")]
    [InlineData("\"other\",W/TAG , \"third\"")]
    [InlineData("*")]
    public async Task A_client_that_has_the_bytes_does_not_get_them_again(string condition)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var response = await AskAsync(method, ("If-None-Match", condition));

            response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            response.Headers.ETag!.ToString().ShouldBe(_tag);
            response.Headers.CacheControl!.ToString().ShouldBe("no-cache, private"); // As a 200 would say: RFC 9110, section 15.4.5.
            (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("\"other\", W/\"third\"")]
    [InlineData("sha256-without-quotes")]
    [InlineData("")]
    public async Task A_client_that_has_other_bytes_gets_these(string condition)
    {
        using var response = await AskAsync(HttpMethod.Get, ("If-None-Match", condition));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(_bytes);
    }

    [Theory]
    [InlineData("TAG", HttpStatusCode.OK)]
    [InlineData("\"other\", TAG", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("\"other\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/TAG", HttpStatusCode.PreconditionFailed)] // A weak tag never matches strongly: RFC 9110, section 13.1.1.
    public async Task A_client_may_want_these_bytes_or_none(string condition, HttpStatusCode status)
    {
        using var response = await AskAsync(HttpMethod.Get, ("If-Match", condition));

        response.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.PreconditionFailed)
        {
            await response.ShouldRefuseAsync(status, 1009);
        }
    }

    [Fact]
    public async Task If_match_is_asked_before_if_none_match()
    {
        using var response = await AskAsync(HttpMethod.Get, ("If-Match", "\"other\""), ("If-None-Match", _tag));

        response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task If_none_match_is_asked_before_the_range()
    {
        using var response = await AskAsync(HttpMethod.Get, ("If-None-Match", _tag), ("Range", "bytes=5000-"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("TAG", HttpStatusCode.PartialContent)]
    [InlineData("\"other\"", HttpStatusCode.OK)]
    [InlineData("W/TAG", HttpStatusCode.OK)]
    [InlineData("Wed, 21 Oct 2099 07:28:00 GMT", HttpStatusCode.OK)]
    [InlineData("nonsense", HttpStatusCode.OK)]
    public async Task A_range_of_other_bytes_gets_the_whole_of_these(string condition, HttpStatusCode status)
    {
        using var response = await AskAsync(HttpMethod.Get, ("If-Range", condition), ("Range", "bytes=10-19"));

        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(status == HttpStatusCode.OK ? _bytes : _bytes[10..20]);
    }

    [Fact]
    public async Task An_unsatisfiable_range_of_other_bytes_gets_the_whole_of_these()
    {
        using var response = await AskAsync(HttpMethod.Get, ("If-Range", "\"other\""), ("Range", "bytes=5000-"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> AskAsync(HttpMethod method, params (string Name, string Value)[] headers) => _node.SendAsync(
        method, $"/v1/media/{_id}", headers: [.. headers.Select(header => (header.Name, header.Value.Replace("TAG", _tag, StringComparison.Ordinal)))]);
}
