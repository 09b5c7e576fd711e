using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>The volume is full while media are processed for messages: they wait or fail with words, as the setting says.</summary>
[Collection(HeavyTests.Name)]
public sealed class FullVolumeTests
{
    private const string Tmpfs = "mount -t tmpfs -o size=60m small DIR";
    private const string Phone = "15550600001";

    [Fact]
    public async Task A_message_waits_until_there_is_room_and_is_sent_then()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs, place: "media", "--simulator-urls=http://127.0.0.1:0");
        var media = await disk.Client.UploadSampleAsync("transparent.png", "image/png");
        await disk.FillAsync();

        var id = await disk.Client.SendImageAsync(Phone, media);
        await TestSimulator.UntilAsync(
            async () => (await disk.Client.MessageAsync(id)).TryGetProperty("waiting_for", out var waits) && waits.GetString()!.Contains("failed", StringComparison.Ordinal),
            () => "that the node says what the message waits for");
        (await disk.Client.MessageAsync(id)).GetProperty("status").GetString().ShouldBe("accepted");

        await disk.ClearAsync();
        await disk.Client.MessageOnceAsync(id, "sent", "delivered");
    }

    [Fact]
    public async Task Where_the_setting_says_so_it_fails_with_words()
    {
        await using var disk = await SmallDisk.StartAsync(
            Tmpfs, place: "media", "--simulator-urls=http://127.0.0.1:0", "--Messages:WhenVolumeFull=fail");
        var media = await disk.Client.UploadSampleAsync("transparent.png", "image/png");
        await disk.FillAsync();

        var id = await disk.Client.SendImageAsync(Phone, media);

        var error = (await disk.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(1014);
        error.GetProperty("details").GetString()!.ShouldContain("room", Case.Insensitive);
    }
}
