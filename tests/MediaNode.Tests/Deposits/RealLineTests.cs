using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Simulator;
using MediaNode.Upstreams;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Deposits;

public class RealLineTests
{
    [Theory]
    [InlineData(5000)]
    [InlineData(7 << 20)]
    public async Task A_document_reaches_a_phone(int length)
    {
        using var data = new TempDirectory();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(Urls: "http://127.0.0.1:0", Data: data.Path));
        await using var node = await TestNode.StartAsync([$"--WhatsApp:Url={simulator.Urls[0]}"]);
        var bytes = Bytes.Random(length);
        MediaId.TryParse(await node.UploadAsync(bytes, "text/plain"), out var media).ShouldBeTrue();
        var outcome = await node.Part<IDeposits>().GetAsync(media, Kind.Document, CancellationToken.None);
        var sent = outcome.ShouldBeOfType<DepositOutcome.Lodged>(outcome.ToString()).Media;
        var upstream = node.Part<IUpstream>();
        var message = new Message
        {
            Id = "gBEGabc",
            Recipient = "15550001111",
            Type = "document",
            Content = """{"filename":"a.txt"}""",
            State = MessageState.Ready,
            AcceptedAt = DateTimeOffset.UtcNow,
        };
        var answered = await upstream.SendAsync([new OutgoingMessage(message, sent)], CancellationToken.None);
        answered.ShouldBeOfType<SendOutcome.Answered>(answered.ToString()).Answers.Single().Error.ShouldBeNull();
        using var http = new HttpClient { BaseAddress = new Uri(simulator.Urls[0]) };
        string? state = null;
        for (var tries = 0; tries < 100 && state != "downloaded"; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            var messages = JsonDocument.Parse(await http.GetStringAsync("/sim/phones/15550001111/messages")).RootElement.GetProperty("messages");
            state = messages.GetArrayLength() == 0 ? null : messages[0].GetProperty("media").GetProperty("state").GetString();
        }

        state.ShouldBe("downloaded");
        (await http.GetByteArrayAsync("/sim/phones/15550001111/messages/gBEGabc/content")).ShouldBe(bytes);
        var events = (await upstream.EventsAsync(0, wait: true, CancellationToken.None)).ShouldBeOfType<EventsOutcome.Page>().Events;
        events.OfType<UpstreamEvent.Receipt>().Select(one => one.Status).ShouldContain(ReceiptStatus.Delivered);
        events.ShouldNotContain(one => one is UpstreamEvent.Unknown);
        (await upstream.CheckAsync(["+1 555 000 1111", "12"], CancellationToken.None)).ShouldBeOfType<ContactsOutcome.Answered>();
        (await upstream.MarkReadAsync("nothing", CancellationToken.None)).ShouldBeOfType<CallOutcome.NotFound>();
    }
}
