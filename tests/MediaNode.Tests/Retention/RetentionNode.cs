using System.Net;
using System.Text.Json;
using Dapper;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Lifecycle;
using MediaNode.Retention;
using MediaNode.Tests.Webhooks;
using MediaNode.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace MediaNode.Tests.Retention;

/// <summary>A node that does nothing but sweep and tell, with a clock to turn, and what becomes of messages is said by the test.</summary>
internal sealed class RetentionNode : IAsyncDisposable
{
    private long _forgotten;

    private RetentionNode(TestNode node, FakeTimeProvider clock, TestSettings settings) => (Node, Clock, Settings) = (node, clock, settings);

    public TestNode Node { get; }

    public FakeTimeProvider Clock { get; }

    public TestSettings Settings { get; }

    public static async Task<RetentionNode> StartAsync(
        string[]? settings = null, Receiver? receiver = null, string? data = null, FakeTimeProvider? clock = null, Action<IServiceCollection>? configure = null)
    {
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var set = new TestSettings();
        set.Set(present => present with { WebhookUrl = receiver?.Url });
        var node = await TestNode.StartAsync(["--Access:TokenLifetime=365.00:00:00", .. settings ?? []], data, clock, services =>
        {
            services.AddSingleton<IApplicationSettings>(set);
            services.RemoveAll<IStage>();
            services.AddSingleton<IStage, SweepStage>();
            services.AddSingleton<IStage>(provider => provider.GetRequiredService<WebhookStage>());
            configure?.Invoke(services);
        });
        return new RetentionNode(node, clock, set);
    }

    public async Task<string> UploadAsync(string? expiresAfter = null, int bytes = 100, string type = "image/jpeg")
    {
        (string, string)[] headers = expiresAfter is null ? [] : [("X-MediaNode-Expires-After", expiresAfter)];
        using var response = await Node.SendAsync(HttpMethod.Post, "/v1/media", Bytes.Random(bytes), bearer: null, headers: [("Content-Type", type), .. headers]);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
    }

    /// <summary>A message that names a media is accepted.</summary>
    public async Task<string> AcceptAsync(string? media)
    {
        var id = $"gBEG{Guid.NewGuid():N}";
        var accepted = await Node.Part<MessageCatalog>().AddAsync(new Message
        {
            Id = id,
            Recipient = "15550001111",
            Type = media is null ? "text" : "image",
            Content = "{}",
            MediaId = media is null ? null : new MediaId(Guid.ParseExact(media, "D")),
            Kind = media is null ? null : Kind.Image,
            State = media is null ? MessageState.Ready : MessageState.Waiting,
            AcceptedAt = Clock.GetUtcNow(),
        });
        accepted.ShouldBeTrue();
        return id;
    }

    /// <summary>It was handed over, now.</summary>
    public Task SentAsync(string message) => ChangeAsync(
        "UPDATE messages SET state = 2, sent_at = @Now WHERE id = @Id", new { Id = message, Now = Clock.GetUtcNow().ToUnixTimeMilliseconds() });

    /// <summary>It failed, now.</summary>
    public Task FailedAsync(string message) => ChangeAsync(
        "UPDATE messages SET state = 5, failed_at = @Now WHERE id = @Id", new { Id = message, Now = Clock.GetUtcNow().ToUnixTimeMilliseconds() });

    public async Task<string> SendAsync(string? media)
    {
        var id = await AcceptAsync(media);
        await SentAsync(id);
        return id;
    }

    /// <summary>The recipient of a message asks for its media again.</summary>
    public Task AskAgainAsync(string message) => Node.Part<EventCatalog>().TakeInAsync(
        "whatsapp", 1, [], [new RequestRow(message, Clock.GetUtcNow(), [1], [2])], []);

    public Task ChangeAsync(string sql, object? values = null) => Node.Part<CatalogWriter>().WriteAsync(connection => connection.Execute(sql, values));

    public T Read<T>(string sql)
    {
        using var connection = Node.Part<CatalogFile>().OpenForReading();
        return connection.ExecuteScalar<T>(sql)!;
    }

    /// <summary>Sweeps now, and waits until it is over.</summary>
    public async Task<JsonElement> SweepAsync()
    {
        using var begun = await Node.SendAsync(HttpMethod.Post, "/api/retention/sweep");
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        var id = (await begun.JsonAsync()).GetProperty("id").GetInt64();
        await EndedAsync(id);
        return await JsonAsync($"/api/retention/sweeps/{id}");
    }

    /// <summary>Sweeps now.</summary>
    /// <returns>What went since this was last asked: a pass of the clock may have been quicker.</returns>
    public async Task<long> ForgottenAsync()
    {
        await SweepAsync();
        var before = _forgotten;
        _forgotten = Read<long>($"SELECT COALESCE(SUM(forgotten), 0) FROM sweeps WHERE kind <> {(int)SweepKind.Messages}");
        return _forgotten - before;
    }

    public Task EndedAsync(long id) => Eventually.HoldsAsync(
        () => Node.Part<SweepCatalog>().Find(id)?.EndedAt is not null, $"sweep {id} ended");

    public Task GoneAsync(string media) => Eventually.HoldsAsync(
        () => Read<long>($"SELECT COUNT(*) FROM media WHERE id = '{media}'") == 0, $"media {media} gone");

    public async Task<JsonElement> JsonAsync(string path, HttpMethod? method = null)
    {
        using var response = await Node.SendAsync(method ?? HttpMethod.Get, path);
        ((int)response.StatusCode).ShouldBeInRange(200, 299, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    public Task<JsonElement> WhyAsync(string media) => JsonAsync($"/api/media/{media}/why");

    public async Task<string[]> NeedsAsync(string media) =>
        [.. (await WhyAsync(media)).GetProperty("needs").EnumerateArray().Select(need => need.GetProperty("need").GetString()!)];

    public async Task<bool> IsKeptAsync(string media)
    {
        using var response = await Node.GetAsync($"/v1/media/{media}");
        var kept = response.StatusCode == HttpStatusCode.OK;
        File.Exists(Node.FileOf(media)).ShouldBe(kept);
        return kept;
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
