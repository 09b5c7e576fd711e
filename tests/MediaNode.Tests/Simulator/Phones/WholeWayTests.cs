using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

/// <summary>The media servers and the phones of one simulator, with the test in the place of the node.</summary>
public sealed class WholeWayTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private readonly byte[] _plain = Bytes.Random(300_000);
    private PhoneBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_media_is_kept_fourteen_days_and_then_asked_for_again()
    {
        var picture = await UploadAsync(_bench.Media.Seal(_plain));
        await _bench.SendAsync(PhoneBench.Picture("m1", picture));
        await _bench.MediaAsync("m1", "downloaded");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/forget");
        _bench.Host.Clock.Advance(TimeSpan.FromDays(13));
        (await DownloadAsync()).ShouldBe("downloaded");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/forget");
        _bench.Host.Clock.Advance(TimeSpan.FromDays(1));

        (await DownloadAsync()).ShouldBe("requested");

        var again = await UploadAsync(picture);
        again.DirectPath.ShouldNotBe(picture.DirectPath);
        var note = new RedeliveryAnswer("m1", RedeliveryOutcome.Success, again.DirectPath).Seal(picture.Key);
        await _bench.PostAsync(
            $"/wa/{PhoneBench.Number}/redeliveries",
            $$"""{"message_id":"m1","enc_p":"{{Convert.ToBase64String(note.Payload.Span)}}","enc_iv":"{{Convert.ToBase64String(note.Iv.Span)}}"}""");
        (await _bench.MediaAsync("m1", "downloaded")).GetProperty("direct_path").GetString().ShouldBe(again.DirectPath);
        using var content = await _bench.Http.GetAsync($"/sim/phones/{Ada}/messages/m1/content");
        (await content.Content.ReadAsByteArrayAsync()).ShouldBe(_plain);
    }

    [Theory]
    [InlineData("""{"type":"cut","on":"download","at_byte":1000,"times":2}""")]
    [InlineData("""{"type":"host-down","on":"download","times":2}""")]
    [InlineData("""{"type":"too-many-requests","on":"download","retry_after":1,"times":2}""")]
    [InlineData("""{"type":"throttled","on":"download","times":2}""")]
    [InlineData("""{"type":"slow","on":"download","bytes_per_second":1000000}""")]
    public async Task A_phone_survives_what_goes_wrong_with_a_download(string fault)
    {
        var picture = await UploadAsync(_bench.Media.Seal(_plain));
        await _bench.PutAsync("/sim/faults", $$"""{"faults":[{{fault}}]}""");

        await _bench.SendAsync(PhoneBench.Picture("m1", picture));

        await _bench.MediaAsync("m1", media =>
        {
            _bench.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            return media.GetProperty("state").GetString() == "downloaded";
        });
    }

    [Fact]
    public async Task A_host_that_is_down_is_passed_over_in_the_same_attempt()
    {
        var picture = await UploadAsync(_bench.Media.Seal(_plain));
        await _bench.PutAsync("/sim/faults", """{"faults":[{"type":"host-down","host":"mmg-1"},{"type":"cut","on":"download","host":"mmg-2","at_byte":1000}]}""");

        await _bench.SendAsync(PhoneBench.Picture("m1", picture));

        (await _bench.MediaAsync("m1", "downloaded")).TryGetProperty("problem", out _).ShouldBeFalse();
        using var content = await _bench.Http.GetAsync($"/sim/phones/{Ada}/messages/m1/content");
        (await content.Content.ReadAsByteArrayAsync()).ShouldBe(_plain);
    }

    [Fact]
    public async Task A_media_is_found_when_the_simulator_listens_elsewhere_after_a_restart()
    {
        var picture = await UploadAsync(_bench.Media.Seal(_plain));
        await _bench.SendAsync(PhoneBench.Picture("m1", picture with { Url = $"http://127.0.0.1:1/media-hosts/mmg-1{picture.DirectPath}" }));
        await _bench.MediaAsync("m1", "downloaded");
        await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/forget");

        await _bench.RestartAsync();

        (await DownloadAsync()).ShouldBe("downloaded");
    }

    [Fact]
    public async Task A_media_that_expired_at_the_other_hosts_is_asked_for_again()
    {
        var picture = await UploadAsync(_bench.Media.Seal(_plain));
        var withoutExpiry = picture.DirectPath.Replace("oe=", "was=", StringComparison.Ordinal);
        _bench.Host.Clock.Advance(TimeSpan.FromDays(14));

        await _bench.SendAsync(PhoneBench.Picture("m1", picture with { DirectPath = withoutExpiry, Url = $"http://127.0.0.1:1{withoutExpiry}" }));

        await _bench.MediaAsync("m1", "requested");
    }

    [Fact]
    public async Task Wrong_bytes_are_seen_and_the_right_ones_are_kept()
    {
        var picture = await UploadAsync(_bench.Media.Seal(_plain));
        await _bench.PutAsync("/sim/faults", """{"faults":[{"type":"wrong-bytes"}]}""");
        await _bench.SendAsync(PhoneBench.Picture("m1", picture));
        var media = await _bench.MediaAsync("m1", media => media.TryGetProperty("problem", out _));
        media.GetProperty("problem").GetString().ShouldBe("The bytes that came are not those that the message tells of by its file_enc_sha256.");
        await _bench.PutAsync("/sim/faults", """{"faults":[]}""");

        (await DownloadAsync()).ShouldBe("downloaded");
    }

    private async Task<string> DownloadAsync() =>
        (await _bench.PostAsync($"/sim/phones/{Ada}/messages/m1/download")).GetProperty("state").GetString()!;

    // As the node does it.
    private async Task<SentPicture> UploadAsync(SentPicture picture)
    {
        var connection = await _bench.GetAsync($"/wa/{PhoneBench.Number}/media_conn");
        var token = Base64Url.EncodeToString(SHA256.HashData(picture.Sealed));
        var host = connection.GetProperty("hosts")[0].GetProperty("url").GetString();
        using var body = new ByteArrayContent(picture.Sealed) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        var auth = Uri.EscapeDataString(connection.GetProperty("auth").GetString()!);
        using var response = await _bench.Http.PostAsync(new Uri($"{host}/mms/image/{token}?auth={auth}&token={token}"), body);
        var answer = await response.JsonAsync();
        return picture with { DirectPath = answer.GetProperty("direct_path").GetString()!, Url = answer.GetProperty("url").GetString()! };
    }
}
