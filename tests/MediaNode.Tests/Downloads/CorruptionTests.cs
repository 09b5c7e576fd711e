using System.Net;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Downloads;

public class CorruptionTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1000, 500)]
    [InlineData(65_536, 65_535)]
    [InlineData(65_537, 0)]
    [InlineData(262_144, 262_143)]
    public async Task A_small_media_that_rotted_is_refused_in_words_and_marked(int length, int at)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(length));
        FlipByte(node.FileOf(id), at);

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Get])
        {
            using var refused = await node.SendAsync(method, $"/v1/media/{id}");
            refused.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            refused.Headers.ETag.ShouldBeNull();
            if (method == HttpMethod.Get)
            {
                (await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014)).ShouldContain("not given out");
            }
        }

        (await node.StateAsync(id)).ShouldBe("damaged");
    }

    [Theory]
    [InlineData(262_145, 0)]
    [InlineData(5_000_000, 0)]
    [InlineData(5_000_000, 2_500_000)]
    [InlineData(5_000_000, 4_999_999)]
    public async Task A_large_media_that_rotted_breaks_off_before_its_end_and_is_marked(int length, int at)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(length));
        FlipByte(node.FileOf(id), at);

        using (var client = await PlainSocket.ConnectAsync(node))
        {
            await client.SendAsync(PlainSocket.Head(node, "GET", $"/v1/media/{id}"));
            (await client.ReadAsync(withBody: false)).Headers["Content-Length"].ShouldBe($"{length}");
            (await client.ReadBodyAsync(length)).Length.ShouldBeLessThan(length);
        }

        await Should.ThrowAsync<HttpRequestException>(node.Client.GetByteArrayAsync($"/v1/media/{id}"));
        (await node.StateAsync(id)).ShouldBe("damaged");
        using var refused = await node.GetAsync($"/v1/media/{id}");
        await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014);
    }

    [Theory]
    [InlineData("bytes=0-9")]
    [InlineData("bytes=-1")]
    [InlineData("bytes=3000000-")]
    public async Task Of_a_media_that_rotted_no_range_is_given_out_even_of_its_good_bytes(string range)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(5_000_000));
        FlipByte(node.FileOf(id), 1_000_000);

        using var refused = await node.GetAsync($"/v1/media/{id}", ("Range", range));

        await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014);
        refused.Content.Headers.Contains("Content-Range").ShouldBeFalse();
        (await node.StateAsync(id)).ShouldBe("damaged");
    }

    [Theory]
    [InlineData(100_000, 99_999)]
    [InlineData(100_000, 100_001)]
    [InlineData(100_000, 0)]
    public async Task A_file_that_became_shorter_or_longer_is_refused_and_marked(int length, int becomes)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(length));
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).Length.ShouldBe(length);
        using (var file = new FileStream(node.FileOf(id), FileMode.Open))
        {
            file.SetLength(becomes);
        }

        foreach (var headers in ((string, string)[][])[[], [("Range", "bytes=0-9")]])
        {
            using var refused = await node.GetAsync($"/v1/media/{id}", headers);
            await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014);
        }

        (await node.StateAsync(id)).ShouldBe("damaged");
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("replace")]
    public async Task A_file_that_was_verified_and_then_changed_is_verified_again(string how)
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(500_000);
        var id = await node.UploadAsync(bytes);
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).Length.ShouldBe(bytes.Length);
        using (var part = await node.GetAsync($"/v1/media/{id}", ("Range", "bytes=0-9")))
        {
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        }

        if (how == "flip")
        {
            FlipByte(node.FileOf(id), 250_000);
        }
        else
        {
            var other = node.FileOf(id) + ".other";
            await File.WriteAllBytesAsync(other, Bytes.Random(bytes.Length, seed: 2));
            File.Move(other, node.FileOf(id), overwrite: true);
        }

        using var refused = await node.GetAsync($"/v1/media/{id}", ("Range", "bytes=0-9"));
        await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014);
        (await node.StateAsync(id)).ShouldBe("damaged");
    }

    [Fact]
    public async Task A_file_that_was_put_back_with_the_same_bytes_is_as_good_as_before()
    {
        await using var node = await TestNode.StartAsync();
        var bytes = Bytes.Random(500_000);
        var id = await node.UploadAsync(bytes);
        var copy = node.FileOf(id) + ".copy";
        File.Copy(node.FileOf(id), copy);
        File.Move(copy, node.FileOf(id), overwrite: true);

        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await node.StateAsync(id)).ShouldBe("stored");
    }

    [Theory]
    [InlineData("1.00:00:00", false)]
    [InlineData("00:00:00", true)]
    public async Task How_long_a_verified_file_is_trusted_is_a_setting(string trustFor, bool verifiedAgain)
    {
        // A change that the file system does not tell of, as when a disk rots.
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync([$"--Downloads:TrustFor={trustFor}"], data.Path,
            configure: WrappedVolume.Install(real => new SilentlyRottingVolume(real, Path.Combine(data.Path, "media"))));
        var id = await node.UploadAsync(Bytes.Random(1000));
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).Length.ShouldBe(1000);
        FlipByte(node.FileOf(id), 500);

        (await node.StatusAsync($"/v1/media/{id}")).ShouldBe(verifiedAgain ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
    }

    private static void FlipByte(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x10));
    }

    private sealed class SilentlyRottingVolume(IVolume inner, string root) : WrappedVolume(inner)
    {
        private BlobStamp? _stamp;

        public override Blob? Open(BlobKey key)
        {
            using var blob = base.Open(key)!;
            _stamp ??= blob.Stamp;
            var file = File.OpenHandle(Path.Combine(root, key.Path));
            return new Blob(file, _stamp.Value, file.Dispose);
        }
    }
}
