using System.Text.Json;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace MediaNode.Tests.Webhooks;

/// <summary>A node that does nothing but tell a receiver, with a clock to turn, and what happens is said by the test.</summary>
internal sealed class WebhookNode : IAsyncDisposable
{
    private int _cursor;

    private WebhookNode(TestNode node, FakeTimeProvider clock, TestSettings settings) => (Node, Clock, Settings) = (node, clock, settings);

    public TestNode Node { get; }

    public FakeTimeProvider Clock { get; }

    public TestSettings Settings { get; }

    public WebhookWaiting Waiting => Node.Part<WebhookQueue>().Waiting();

    public static Task<WebhookNode> StartAsync(Receiver? receiver, string[]? settings = null, string? data = null, FakeTimeProvider? clock = null) =>
        StartAsync(receiver?.Url, settings, data, clock);

    public static async Task<WebhookNode> StartAsync(
        Uri? url, string[]? settings = null, string? data = null, FakeTimeProvider? clock = null, Action<IServiceCollection>? configure = null)
    {
        var set = new TestSettings();
        set.Set(present => present with { WebhookUrl = url });
        clock ??= new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var node = await TestNode.StartAsync(settings, data, clock, services =>
        {
            services.AddSingleton<IApplicationSettings>(set);
            services.RemoveAll<IStage>();
            services.AddSingleton<IStage>(provider => provider.GetRequiredService<WebhookStage>());
            services.AddSingleton<IStage, DeadLetterStage>();
            configure?.Invoke(services);
        });
        return new WebhookNode(node, clock, set);
    }

    /// <summary>Users write, each a text of his own.</summary>
    public Task WriteAsync(params (string Id, string From)[] texts) => Node.Part<EventCatalog>().TakeInAsync(
        "whatsapp", ++_cursor, [], [],
        [.. texts.Select(text => new InboundRow(text.Id, text.From, "Ada", "text", """{"body":"hi"}""", Clock.GetUtcNow()))]);

    /// <summary>The upstream tells of users' messages.</summary>
    public Task InboundAsync(params InboundRow[] messages) => Node.Part<EventCatalog>().TakeInAsync("whatsapp", ++_cursor, [], [], messages);

    /// <summary>Another room has something to tell.</summary>
    public Task TellAsync(Action<WebhookEvents, Microsoft.Data.Sqlite.SqliteConnection> tell) => Node.Part<CatalogWriter>().WriteAsync(connection =>
    {
        tell(Node.Part<WebhookEvents>(), connection);
        return true;
    });

    /// <summary>Messages that the upstream took.</summary>
    public async Task<IReadOnlyList<string>> SendAsync(params string[] recipients)
    {
        var ids = new List<string>();
        foreach (var recipient in recipients)
        {
            ids.Add($"gBEG{Guid.NewGuid():N}");
            await Node.Part<MessageCatalog>().AddAsync(new Message
            {
                Id = ids[^1],
                Recipient = recipient,
                Type = "text",
                Content = """{"body":"hi"}""",
                State = MessageState.Ready,
                AcceptedAt = Clock.GetUtcNow(),
            });
        }

        var queue = Node.Part<SendQueue>();
        var claimed = await queue.ClaimAsync(10_000, TimeSpan.FromMinutes(1));
        await queue.SettleAsync([.. claimed.Select(message => (message, Clock.GetUtcNow(), (MessageError?)null))]);
        return ids;
    }

    public Task ReceiptsAsync(params (string Id, MessageState State)[] receipts) => Node.Part<EventCatalog>().TakeInAsync(
        "whatsapp", ++_cursor, [.. receipts.Select(receipt => new ReceiptRow(receipt.Id, Clock.GetUtcNow(), receipt.State, false))], [], []);

    /// <summary>Turns the clock on, and sees to it that the stage notices even if it was just reading it.</summary>
    public void Turn(TimeSpan by)
    {
        Clock.Advance(by);
        Node.Part<WebhookBell>().Door.Ring();
    }

    /// <summary>Turns the clock on, piece by piece, until something holds.</summary>
    public Task TurnUntilAsync(TimeSpan piece, Func<bool> holds, string what) => Eventually.HoldsAsync(
        () =>
        {
            if (holds())
            {
                return true;
            }

            Turn(piece);
            return false;
        },
        what);

    public async Task<JsonElement> ShowAsync(string path = "/api/webhooks")
    {
        using var shown = await Node.GetAsync(path);
        return await shown.JsonAsync();
    }

    public Task WaitingAsync(int events) => Eventually.HoldsAsync(() => Waiting.Events == events, $"{events} events wait, and not {Waiting.Events}");

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
