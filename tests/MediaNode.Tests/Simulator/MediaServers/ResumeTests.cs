using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.MediaServers;

public class ResumeTests
{
    [Fact]
    public async Task An_upload_that_was_cut_is_continued_where_it_ended()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        await CutAsync(servers, bytes, 70_001);

        (await servers.HeldAsync(bytes)).ShouldBe("70001");
        var response = await servers.UploadAsync(bytes[70_001..], MediaServersUnderTest.TokenOf(bytes), "&file_offset=70001", host: "mmg-2");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var path = (await response.JsonAsync()).GetProperty("direct_path").GetString()!;
        (await (await servers.FetchAsync(path)).Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        (await servers.HeldAsync(bytes)).ShouldBe("complete");
        Directory.GetFiles(Path.Combine(servers.Directory, "partials")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_what_had_arrived()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        var token = MediaServersUnderTest.TokenOf(bytes);
        using (var socket = await Wire.ConnectAsync(servers.Host.Urls[0]))
        {
            await socket.SendAsync(
                $"POST /media-hosts/mmg-1/mms/image/{token}?auth={await servers.AuthAsync()}&token={token} HTTP/1.1\r\n" +
                $"Host: wa\r\nContent-Length: {bytes.Length}\r\n\r\n");
            await socket.SendAsync(bytes[..90_000]);
            var partials = new DirectoryInfo(Path.Combine(servers.Directory, "partials"));
            await Eventually.HoldsAsync(() => partials.GetFiles() is [{ Length: 90_000 }], "90,000 bytes arrived");
            (await servers.HeldAsync(bytes)).ShouldBe("0"); // Whoever sends them still does.
        }

        var held = "0";
        while (held == "0")
        {
            held = await servers.HeldAsync(bytes);
        }

        held.ShouldBe("90000");
    }

    [Fact]
    public async Task A_restart_forgets_no_byte_of_an_upload()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        await CutAsync(servers, bytes, 50_000);

        await servers.RestartAsync();

        (await servers.HeldAsync(bytes)).ShouldBe("50000");
        (await servers.UploadAsync(bytes[50_000..], MediaServersUnderTest.TokenOf(bytes), "&file_offset=50000")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_crash_forgets_no_byte_of_an_upload_under_way()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        var token = MediaServersUnderTest.TokenOf(bytes);
        using var socket = await Wire.ConnectAsync(servers.Host.Urls[0]);
        await socket.SendAsync(
            $"POST /media-hosts/mmg-1/mms/image/{token}?auth={await servers.AuthAsync()}&token={token} HTTP/1.1\r\n" +
            $"Host: wa\r\nContent-Length: {bytes.Length}\r\n\r\n");
        await socket.SendAsync(bytes[..90_000]);
        var partials = new DirectoryInfo(Path.Combine(servers.Directory, "partials"));
        await Eventually.HoldsAsync(() => partials.GetFiles() is [{ Length: 90_000 }], "90,000 bytes arrived");

        // What is on disk at this moment is what a killed process leaves.
        await using var after = await MediaServersUnderTest.StartAsync(servers.Directory);

        (await after.HeldAsync(bytes)).ShouldBe("90000");
        (await after.UploadAsync(bytes[90_000..], token, "&file_offset=90000")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("49999")]
    [InlineData("50001")]
    [InlineData("0")]
    public async Task Another_offset_than_the_check_said_is_refused_with_what_is_there(string offset)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        await CutAsync(servers, bytes, 50_000);

        var response = await servers.UploadAsync(bytes[50_000..], MediaServersUnderTest.TokenOf(bytes), $"&file_offset={offset}");

        response.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await response.JsonAsync()).GetProperty("resume").GetString().ShouldBe("50000");
        (await servers.HeldAsync(bytes)).ShouldBe("50000");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public async Task An_offset_that_is_no_number_of_bytes_is_refused(string offset)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();

        var response = await servers.UploadAsync(MediaServersUnderTest.Sealed(), query: $"&file_offset={offset}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_continued_upload_with_wrong_bytes_is_not_kept()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        await CutAsync(servers, bytes, 50_000);

        var response = await servers.UploadAsync(bytes[50_001..], MediaServersUnderTest.TokenOf(bytes), "&file_offset=50000");

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await servers.HeldAsync(bytes)).ShouldBe("0");
    }

    [Fact]
    public async Task After_24_hours_an_upload_begins_anew()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        await CutAsync(servers, bytes, 50_000);
        await servers.TurnAsync("23h59m");
        (await servers.HeldAsync(bytes)).ShouldBe("50000");

        await servers.TurnAsync("1m");

        (await servers.HeldAsync(bytes)).ShouldBe("0");
        await servers.TurnAsync("1h");
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.Combine(servers.Directory, "partials")).Length == 0, "the partial is swept");
    }

    [Fact]
    public async Task Of_two_that_broke_off_the_longer_is_kept()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(200_000);
        await CutAsync(servers, bytes, 50_000);
        await CutAsync(servers, bytes, 30_000);
        (await servers.HeldAsync(bytes)).ShouldBe("50000");
        await CutAsync(servers, bytes, 60_000);

        (await servers.HeldAsync(bytes)).ShouldBe("60000");
        Directory.GetFiles(Path.Combine(servers.Directory, "partials")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_crash_left_without_a_row_is_swept_at_the_start()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var kept = await servers.StoreAsync(MediaServersUnderTest.Sealed());
        await CutAsync(servers, MediaServersUnderTest.Sealed(200_000, seed: 2), 50_000);
        await File.WriteAllBytesAsync(Path.Combine(servers.Directory, "blobs", new string('a', 32)), [1]);
        await File.WriteAllBytesAsync(Path.Combine(servers.Directory, "partials", new string('b', 32)), [1]);

        await servers.RestartAsync();

        Directory.GetFiles(Path.Combine(servers.Directory, "blobs")).Length.ShouldBe(1);
        Directory.GetFiles(Path.Combine(servers.Directory, "partials")).Length.ShouldBe(1);
        (await servers.FetchAsync(kept.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task CutAsync(MediaServersUnderTest servers, byte[] bytes, int at)
    {
        await servers.SetFaultsAsync($$"""{"type":"cut","at_byte":{{at}},"on":"upload","times":1}""");
        await Should.ThrowAsync<HttpRequestException>(() => servers.UploadAsync(bytes));
    }
}
