using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using Microsoft.Extensions.Time.Testing;

namespace MediaNode.Tests.Catalog;

/// <summary>The catalogue alone: a real SQLite file with its one writer, and a clock that stands.</summary>
internal sealed class TestCatalog : IDisposable
{
    private readonly TempDirectory _directory = new();

    public TestCatalog()
    {
        File = new CatalogFile(Path.Combine(_directory.Path, "catalogue.db"));
        File.Migrate();
        Writer = new CatalogWriter(File, (_, _) => { }, Clock);
        WebhookEvents = new WebhookEvents(Clock);
        Messages = new MessageCatalog(File, Writer, WebhookEvents, Clock);
        Queue = new SendQueue(File, Writer, WebhookEvents, Clock);
        Events = new EventCatalog(File, Writer, WebhookEvents, Clock);
        Redeliveries = new RedeliveryCatalog(File, Writer, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public CatalogFile File { get; }

    public CatalogWriter Writer { get; }

    public MessageCatalog Messages { get; }

    public SendQueue Queue { get; }

    public EventCatalog Events { get; }

    public RedeliveryCatalog Redeliveries { get; }

    public WebhookEvents WebhookEvents { get; }

    /// <summary>Accepts a message without media, or one that waits for its media.</summary>
    public async Task<string> AcceptAsync(string recipient, MediaId? waitsFor = null, Kind kind = Kind.Image)
    {
        var id = $"gBEG{Guid.NewGuid():N}";
        await Messages.AddAsync(new Message
        {
            Id = id,
            Recipient = recipient,
            Type = waitsFor is null ? "text" : "image",
            Content = """{"body":"hi"}""",
            MediaId = waitsFor,
            Kind = waitsFor is null ? null : kind,
            State = waitsFor is null ? MessageState.Ready : MessageState.Waiting,
            AcceptedAt = Clock.GetUtcNow(),
        });
        return id;
    }


    public void Dispose()
    {
        Messages.Dispose();
        Writer.Dispose();
        _directory.Dispose();
    }
}
