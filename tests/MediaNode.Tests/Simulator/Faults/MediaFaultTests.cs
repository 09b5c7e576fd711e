using System.Net;
using MediaNode.Tests.Simulator.MediaServers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Faults;

/// <summary>Each fault that can happen at the media servers, as a client meets it.</summary>
public class MediaFaultTests
{
    private static readonly byte[] _bytes = MediaServersUnderTest.Sealed();

    [Fact]
    public async Task A_host_that_is_down_answers_nothing_and_the_next_does()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        await servers.SetFaultsAsync("""{"type":"host-down","host":"mmg-1"}""");

        await Should.ThrowAsync<HttpRequestException>(() => servers.UploadAsync(_bytes));
        await Should.ThrowAsync<HttpRequestException>(() => servers.CheckAsync(_bytes));
        var answer = await servers.StoreAsync(_bytes, "mmg-2");
        await Should.ThrowAsync<HttpRequestException>(() => servers.FetchAsync(answer.DirectPath, host: "mmg-1"));
        (await servers.FetchAsync(answer.DirectPath, host: "mmg-fallback")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("unauthorized", HttpStatusCode.Unauthorized)]
    [InlineData("throttled", HttpStatusCode.InsufficientStorage)]
    [InlineData("server-error", HttpStatusCode.InternalServerError)]
    public async Task An_answer_of_its_own_is_given_as_often_as_it_says(string type, HttpStatusCode status)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        await servers.SetFaultsAsync($$"""{"type":"{{type}}","on":"upload","times":2}""");

        (await servers.UploadAsync(_bytes)).StatusCode.ShouldBe(status);
        (await servers.CheckAsync(_bytes)).StatusCode.ShouldBe(status);
        var answer = await servers.StoreAsync(_bytes);

        await servers.SetFaultsAsync($$"""{"type":"{{type}}","on":"download","times":1}""");
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(status);
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Too_many_requests_says_when_to_come_again()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        await servers.SetFaultsAsync("""{"type":"too-many-requests","on":"connect","retry_after":2,"times":1}""");

        var response = await servers.Client.GetAsync("/wa/15550009999/media_conn");

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        (await servers.AuthAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_download_is_cut_at_its_byte()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var answer = await servers.StoreAsync(_bytes);
        await servers.SetFaultsAsync("""{"type":"cut","at_byte":10000,"on":"download","times":1}""");

        var response = await servers.FetchAsync(answer.DirectPath);
        response.Content.Headers.ContentLength.ShouldBe(_bytes.Length);
        var got = new MemoryStream();
        await Should.ThrowAsync<HttpIOException>(async () => await (await response.Content.ReadAsStreamAsync()).CopyToAsync(got));

        got.ToArray().ShouldBe(_bytes[..10_000]);
        (await (await servers.FetchAsync(answer.DirectPath)).Content.ReadAsByteArrayAsync()).ShouldBe(_bytes);
    }

    [Fact]
    public async Task Wrong_bytes_are_one_flipped_bit_of_a_download_and_not_of_the_blob()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var answer = await servers.StoreAsync(_bytes);
        await servers.SetFaultsAsync("""{"type":"wrong-bytes","times":1}""");
        (await servers.FetchAsync(answer.DirectPath, method: HttpMethod.Head)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var wrong = await (await servers.FetchAsync(answer.DirectPath)).Content.ReadAsByteArrayAsync();

        wrong.Length.ShouldBe(_bytes.Length);
        wrong.Zip(_bytes).Count(pair => pair.First != pair.Second).ShouldBe(1);
        (await (await servers.FetchAsync(answer.DirectPath)).Content.ReadAsByteArrayAsync()).ShouldBe(_bytes);
    }

    [Fact]
    public async Task After_a_lost_answer_the_blob_is_there()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        await servers.SetFaultsAsync("""{"type":"lost-answer","on":"upload","times":1}""");
        (await servers.HeldAsync(_bytes)).ShouldBe("0");

        await Should.ThrowAsync<HttpRequestException>(() => servers.UploadAsync(_bytes));

        (await servers.HeldAsync(_bytes)).ShouldBe("complete");
    }

    [Fact]
    public async Task Slow_servers_lose_nothing()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        await servers.SetFaultsAsync("""{"type":"slow","bytes_per_second":400000}""");

        var answer = await servers.StoreAsync(_bytes);
        (await (await servers.FetchAsync(answer.DirectPath)).Content.ReadAsByteArrayAsync()).ShouldBe(_bytes);
    }

    [Fact]
    public async Task Slow_servers_drip()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var answer = await servers.StoreAsync(_bytes);
        await servers.SetFaultsAsync("""{"type":"slow","bytes_per_second":1000,"on":"download"}""");

        using var response = await servers.FetchAsync(answer.DirectPath);
        var piece = new byte[_bytes.Length];
        var first = await (await response.Content.ReadAsStreamAsync()).ReadAsync(piece);

        first.ShouldBeInRange(1, 1_000);
        piece[..first].ShouldBe(_bytes[..first]);
    }
}
