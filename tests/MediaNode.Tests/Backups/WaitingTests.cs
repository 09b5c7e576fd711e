using MediaNode.Business;
using MediaNode.Cli;
using MediaNode.Simulator;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>What waited in a backup may have been sent since: it goes again under its id, fails and is told, or nobody hears of it.</summary>
public class WaitingTests
{
    private const string Phone = "15550300001";

    [Fact]
    public async Task Messages_that_waited_and_were_sent_since_are_on_their_phone_once()
    {
        using var place = new BackedUp();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", place.At("simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        string text, image;
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            text = await node.Client.SendTextAsync(Phone, "once");
            image = await node.Client.SendImageAsync(Phone, await node.Client.UploadSampleAsync("transparent.png", "image/png"));
            (await place.BackUpAsync())["waiting_messages"]!.GetValue<long>().ShouldBe(2);
        }

        // The old node goes on and sends them; then it is lost.
        await using (var node = await TestNode.StartAsync([$"--WhatsApp:Url={simulator.Url}"], place.Data))
        {
            await simulator.ArrivalAsync(Phone, text);
            await simulator.ArrivalAsync(Phone, image, "downloaded");
            await node.Client.MessageOnceAsync(image, "sent", "delivered", "read");
        }

        (await place.RestoreAsync())["waiting_messages"]!.GetValue<long>().ShouldBe(2);
        await using var restored = await TestNode.StartAsync([$"--WhatsApp:Url={simulator.Url}"], place.Restored);
        await restored.Client.MessageOnceAsync(text, "sent", "delivered", "read");
        await restored.Client.MessageOnceAsync(image, "sent", "delivered", "read");
        (await simulator.MessagesOfAsync(Phone)).Select(message => message.GetProperty("id").GetString()).ShouldBe([text, image]);
    }

    [Fact]
    public async Task A_media_that_was_sent_before_the_backup_is_given_again_with_the_same_bytes_by_the_restored_node()
    {
        using var place = new BackedUp();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", place.At("simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        string image;
        byte[] seen;
        await using (var node = await TestNode.StartAsync([$"--WhatsApp:Url={simulator.Url}"], place.Data))
        {
            // It is made to fit, so that its bytes are a rendition's; and there is a thumbnail.
            image = await node.Client.SendImageAsync(Phone, await node.Client.UploadSampleAsync("transparent.png", "image/png"));
            await simulator.ArrivalAsync(Phone, image, "downloaded");
            seen = await simulator.ContentAsync(Phone, image);
            await place.BackUpAsync();
            place.Kept.Count(path => path.StartsWith("renditions/", StringComparison.Ordinal)).ShouldBe(1);
            place.Kept.Count(path => path.StartsWith("thumbnails/", StringComparison.Ordinal)).ShouldBe(1);
            // The second copies nothing, thumbnails neither.
            (await place.BackUpAsync())["copied"]!.GetValue<long>().ShouldBe(0);
        }

        await place.VerifyAsync();
        await place.RestoreAsync();
        BackedUp.FilesIn(Path.Combine(place.Restored, "media/renditions")).ShouldBe(BackedUp.FilesIn(Path.Combine(place.Data, "media/renditions")));
        BackedUp.FilesIn(Path.Combine(place.Restored, "keys")).ShouldBe(BackedUp.FilesIn(Path.Combine(place.Data, "keys")));
        await using var restored = await TestNode.StartAsync([$"--WhatsApp:Url={simulator.Url}"], place.Restored);
        await simulator.AdvanceAsync("31d");
        await simulator.FetchAgainAsync(Phone, image);
        await simulator.ArrivalAsync(Phone, image, "downloaded");
        (await simulator.ContentAsync(Phone, image)).ShouldBe(seen);
    }

    [Fact]
    public async Task Messages_that_are_not_to_be_sent_fail_and_the_business_is_told()
    {
        using var place = new BackedUp();
        await using var receiver = await Receiver.StartAsync();
        string id;
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            await SetReceiverAsync(node, receiver);
            id = await node.Client.SendTextAsync(Phone, "perhaps twice");
            await place.BackUpAsync();
        }

        var report = await place.RestoreAsync("--waiting", "fail");

        report["failed_messages"]!.GetValue<long>().ShouldBe(1);
        report["waiting_messages"]!.GetValue<long>().ShouldBe(0);
        report["waiting_webhooks"]!.GetValue<long>().ShouldBe(1);
        await using var restored = await TestNode.StartAsync(data: place.Restored);
        (await restored.Client.MessageAsync(id)).ToString().ShouldContain("restored from a backup");
        await receiver.ToldAsync(1);
        var told = receiver.All[0].Json.GetProperty("statuses")[0];
        told.GetProperty("id").GetString().ShouldBe(id);
        told.GetProperty("status").GetString().ShouldBe("failed");
    }

    [Fact]
    public async Task Nobody_outside_hears_of_a_rehearsal()
    {
        using var place = new BackedUp();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        string id;
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            await SetReceiverAsync(node, receiver);
            id = await node.Client.SendTextAsync(Phone, "not now");
            await place.BackUpAsync();
        }

        await place.RestoreAsync("--waiting", "fail");
        Directory.Delete(place.Restored, recursive: true);
        var report = await place.RestoreAsync("--rehearsal");

        report["failed_messages"]!.GetValue<long>().ShouldBe(1);
        report["waiting_webhooks"]!.GetValue<long>().ShouldBe(0);
        await using var restored = await TestNode.StartAsync(data: place.Restored);
        (await restored.Client.MessageAsync(id)).ToString().ShouldContain("restored from a backup");
        var settings = restored.Part<IApplicationSettings>().Current;
        settings.WebhookUrl.ShouldBeNull();
        // What else the business set is there.
        settings.TellSent.ShouldBeTrue();
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backup_without_keys_is_restored_with_them_from_elsewhere()
    {
        using var place = new BackedUp();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", place.At("simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        await using (var node = await TestNode.StartAsync([$"--WhatsApp:Url={simulator.Url}"], place.Data))
        {
            var id = await node.Client.SendImageAsync(Phone, await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg"));
            await simulator.ArrivalAsync(Phone, id);
            await place.BackUpAsync("--without-keys");
        }

        Directory.Exists(Path.Combine(place.Latest, "keys")).ShouldBeFalse();
        (await place.VerifyAsync())["has_keys"]!.GetValue<bool>().ShouldBeFalse();
        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain("--keys");
        Directory.Exists(place.Restored).ShouldBeFalse();

        await place.RestoreAsync("--keys", Path.Combine(place.Data, "keys"));

        BackedUp.FilesIn(Path.Combine(place.Restored, "keys")).ShouldBe(BackedUp.FilesIn(Path.Combine(place.Data, "keys")));
        File.GetUnixFileMode(Path.Combine(place.Restored, "keys")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "dest", "--keep", "0")]
    [InlineData("backup", "dest", "--rate", "fast")]
    [InlineData("restore", "dest", "--waiting", "perhaps")]
    public async Task A_line_that_makes_no_sense_is_a_mistake_of_usage(params string[] arguments)
    {
        using var place = new BackedUp();

        await place.RunAsync(ExitCode.Usage, arguments);
    }

    private static async Task SetReceiverAsync(TestNode node, Receiver receiver)
    {
        using var set = await node.SendJsonAsync(
            HttpMethod.Patch, "/v1/settings/application", $$"""{"webhooks":{"url":"{{receiver.Url}}","message":{"sent":true} } }""");
        set.IsSuccessStatusCode.ShouldBeTrue(await set.Content.ReadAsStringAsync());
    }
}
