using System.Net;
using System.Text;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

/// <summary>A media is sent as what it can be: told by its claimed type, and by its bytes where that does not tell.</summary>
public sealed class MediaKindTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    private const string Anything = "application/octet-stream";

    private readonly TestNode _node = messages.Node;

    [Theory]
    [InlineData("image", "image/jpeg", Kind.Image)]
    [InlineData("sticker", "IMAGE/webp", Kind.Sticker)]
    [InlineData("video", "video/mp4", Kind.Video)]
    [InlineData("audio", "audio/mpeg", Kind.Audio)]
    [InlineData("audio", "audio/ogg; codecs=opus", Kind.Voice)]
    [InlineData("audio", "audio/ogg;codecs=\"OPUS\"", Kind.Voice)]
    [InlineData("audio", "audio/opus", Kind.Voice)]
    [InlineData("audio", "audio/ogg; codecs=vorbis", Kind.Audio)]
    [InlineData("document", "image/jpeg", Kind.Document)]
    [InlineData("document", Anything, Kind.Document)]
    public async Task A_media_goes_as_what_its_type_says(string type, string claimed, Kind kind)
    {
        var media = await _node.UploadAsync([1, 2, 3], claimed);

        (await KindAsync(type, $"\"id\":\"{media}\"")).ShouldBe(kind);
    }

    [Theory]
    [InlineData("audio/mpeg", "true", Kind.Voice)]
    [InlineData("audio/ogg", "\"true\"", Kind.Voice)]
    [InlineData("audio/ogg; codecs=opus", "false", Kind.Audio)]
    public async Task Whether_sound_is_a_voice_message_may_be_said(string claimed, string voice, Kind kind)
    {
        var media = await _node.UploadAsync([1, 2, 3], claimed);

        (await KindAsync("audio", $"\"id\":\"{media}\",\"voice\":{voice}")).ShouldBe(kind);
    }

    [Theory]
    [InlineData("image", Kind.Image)]
    [InlineData("sticker", Kind.Sticker)]
    public async Task A_picture_that_claims_nothing_goes_as_a_picture(string type, Kind kind)
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, Anything);

        (await KindAsync(type, $"\"id\":\"{media}\"")).ShouldBe(kind);
        (await KindAsync(type, $"\"id\":\"{media}\"")).ShouldBe(kind);
    }

    [Fact]
    public async Task Opus_in_Ogg_that_does_not_say_so_is_found_to_be_a_voice_message()
    {
        var media = await _node.UploadAsync(OpusHead(), "audio/ogg");

        (await KindAsync("audio", $"\"id\":\"{media}\"")).ShouldBe(Kind.Voice);
    }

    [Theory]
    [InlineData("image", "application/pdf", "image takes a picture. This is a document: send it as document.")]
    [InlineData("image", Anything, "application/pdf by its content")]
    [InlineData("sticker", "application/pdf", "sticker takes a picture")]
    [InlineData("video", "application/pdf", "video takes a video, or a picture that moves")]
    [InlineData("audio", "application/pdf", "audio takes sound")]
    public async Task A_document_goes_as_nothing_else(string type, string claimed, string words)
    {
        var media = await _node.UploadAsync(MessagesNode.Pdf, claimed);

        for (var turn = 0; turn < 2; turn++)
        {
            var details = await RefusedAsync(Body(type, $"\"id\":\"{media}\""), 1009);
            details.ShouldStartWith($"{type}.id names a media that is application/pdf");
            details.ShouldContain(words);
        }
    }

    [Fact]
    public async Task A_still_picture_goes_as_no_video()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");

        (await RefusedAsync(Body("video", $"\"id\":\"{media}\""), 1009)).ShouldContain("This is a picture: send it as image or document.");
    }

    [Theory]
    [InlineData("application/pdf", true)]
    [InlineData(Anything, true)]
    [InlineData("text/plain", false)]
    public async Task The_document_of_a_template_must_be_PDF(string claimed, bool isPdf)
    {
        var media = await _node.UploadAsync(isPdf ? MessagesNode.Pdf : Encoding.ASCII.GetBytes("just words\n"), claimed);
        var body = Body("template", """ "name":"n","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"document","document":{"id":"ID"}}]}]""")
            .Replace("\"ID\"", $"\"{media}\"", StringComparison.Ordinal);

        if (isPdf)
        {
            await messages.AcceptedAsync(body);
        }
        else
        {
            (await RefusedAsync(body, 2008)).ShouldStartWith("template.components[0].parameters[0].document.id names a media that is text/plain");
        }
    }

    [Fact]
    public async Task A_media_whose_file_is_gone_is_refused_until_it_is_back()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        var file = _node.FileOf(media);
        var bytes = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        using (var gone = await _node.GetAsync($"/v1/media/{media}"))
        {
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await RefusedAsync(Body("image", $"\"id\":\"{media}\""), 1009)).ShouldContain("file is gone from the volume");
        await File.WriteAllBytesAsync(file, bytes);

        (await KindAsync("image", $"\"id\":\"{media}\"")).ShouldBe(Kind.Image);
    }

    [Fact]
    public async Task A_damaged_media_is_refused()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        MediaId.TryParse(media, out var id).ShouldBeTrue();
        var catalog = _node.Part<MediaCatalog>();
        (await catalog.TryChangeAsync(catalog.Find(id)!, MediaState.Damaged)).ShouldBeTrue();

        (await RefusedAsync(Body("document", $"\"id\":\"{media}\""), 1009)).ShouldContain("bytes have changed since they were uploaded");
    }

    [Fact]
    public async Task A_deleted_media_is_unknown()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        await messages.AcceptedAsync(Body("image", $"\"id\":\"{media}\""));
        using (var deleted = await _node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await RefusedAsync(Body("image", $"\"id\":\"{media}\""), 1009)).ShouldContain("image.id names no media of this node");
    }

    private async Task<Kind?> KindAsync(string type, string members) =>
        _node.Part<MessageCatalog>().Find(await messages.AcceptedAsync(Body(type, members)))!.Kind;

    private async Task<string> RefusedAsync(string body, int code)
    {
        using var refused = await messages.PostAsync(body);
        return await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, code);
    }

    private static string Body(string type, string members) =>
        "{\"to\":\"15550001111\",\"type\":\"" + type + "\",\"" + type + "\":{" + members + "}}";

    /// <summary>The first page of an Ogg stream of Opus with one channel (RFC 7845, section 5.1), and its second with the tags.</summary>
    private static byte[] OpusHead()
    {
        byte[] head = [.. "OpusHead"u8, 1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];
        byte[] tags = [.. "OpusTags"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        return [.. Page(2, 0, head), .. Page(0, 1, tags)];
    }

    private static byte[] Page(byte flags, byte number, byte[] packet) =>
        [.. "OggS"u8, 0, flags, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, number, 0, 0, 0, 0, 0, 0, 0, 1, (byte)packet.Length, .. packet];
}
