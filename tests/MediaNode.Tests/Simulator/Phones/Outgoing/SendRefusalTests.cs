using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

/// <summary>What a phone does not send, and the words for it. Nothing is left of it.</summary>
public sealed class SendRefusalTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private PhoneBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync()
    {
        (await _bench.EventsAsync()).ShouldBeEmpty();
        (await _bench.GetAsync("/sim/media")).GetProperty("media").GetArrayLength().ShouldBe(0);
        Directory.GetFiles(Path.Combine(_bench.Data, "content")).ShouldBeEmpty();
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.Combine(_bench.Data, "spool")).Length == 0, "nothing is left half-way");
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData("type=image", null, 0, "The body is empty; it must be the bytes of the media.")]
    [InlineData("type=audio&caption=x", null, 1, "`caption` does not go with audio; it goes with image, video, document.")]
    [InlineData("type=voice&caption=x", null, 1, "`caption` does not go with voice; it goes with image, video, document.")]
    [InlineData("type=sticker&caption=x", null, 1, "`caption` does not go with sticker; it goes with image, video, document.")]
    [InlineData("type=image&filename=x", null, 1, "`filename` does not go with image; it goes with document, audio.")]
    [InlineData("type=image&mimetype=picture", null, 1, "`mimetype` is no media type: The media type ends after character 7; \"/\" and a subtype is accepted there.")]
    [InlineData("type=image", "multipart/form-data; boundary=x", 1, "The body is a form; it must be the bytes of the media as they are.")]
    [InlineData("type=poll", null, 1, "`type` is poll; it must be one of audio, button, contacts, document, image, interactive, location, sticker, text, video, voice.")]
    [InlineData("", null, 1, "`type` is missing; it must be one of audio, button, contacts, document, image, interactive, location, sticker, text, video, voice.")]
    public async Task What_cannot_be_sent_is_refused_with_words(string query, string? type, int length, string words)
    {
        using var response = await _bench.TrySendMediaAsync(query, new byte[length], type);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe(words);
    }

    [Theory]
    [InlineData("caption", 4097)]
    [InlineData("filename", 1001)]
    public async Task Words_have_a_longest_length(string name, int length)
    {
        using var response = await _bench.TrySendMediaAsync($"type=document&{name}={new string('x', length)}", [1]);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe($"`{name}` may have {length - 1} characters; it has {length}.");
    }

    [Theory]
    [InlineData("location", """{"latitude":91,"longitude":0}""", "`latitude` must be a number from -90 to 90.")]
    [InlineData("location", """{"latitude":9,"longitude":"0"}""", "`longitude` must be a number from -180 to 180.")]
    [InlineData("location", """{"latitude":9,"longitude":0,"name":7}""", "`name` must be a text.")]
    [InlineData("contacts", "{}", "`contacts` must be an array with at least one contact.")]
    [InlineData("contacts", """{"contacts":[{"name":"Bob"}]}""", "A contact must be an object with a `name` that has a `formatted_name`.")]
    [InlineData("button", """{"payload":"x"}""", "`text` is missing or no text.")]
    [InlineData("interactive", """{"type":"nfm_reply"}""", "`type` of an interactive message is nfm_reply; it must be button_reply or list_reply.")]
    [InlineData("interactive", """{"type":"button_reply"}""", "`button_reply` must be an object with `id` and `title`.")]
    [InlineData("interactive", """{"type":"button_reply","button_reply":{"id":"1"}}""", "`title` is missing or no text.")]
    public async Task What_has_no_media_is_looked_at_too(string type, string body, string words) =>
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/send?type={type}&to={PhoneBench.Number}", 400, body)).ShouldBe(words);

    [Fact]
    public async Task A_phone_that_is_offline_or_knows_nobody_sends_nothing()
    {
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/send?type=image", 409, "x")).ShouldContain("?to=NUMBER");
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"online":false}""");

        using var response = await _bench.TrySendMediaAsync("type=image", [1]);

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe("The phone is offline.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_100_MB_are_refused(bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/sim/phones/{Ada}/send?type=document&to={PhoneBench.Number}")
        {
            Content = new StreamContent(new ZeroStream((100 << 20) + 1)),
        };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = !isChunked;

        using var response = await _bench.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe("The body is longer than 104857600 bytes, which is the most that a phone sends.");
    }

    private sealed class ZeroStream(long length) : MemoryStream
    {
        public override bool CanSeek => true;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - Position);
            buffer[..count].Clear();
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var piece = new byte[64 << 10];
            int read;
            while ((read = Read(piece)) > 0)
            {
                await destination.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }
        }
    }
}
