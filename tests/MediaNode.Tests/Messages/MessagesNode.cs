using System.Net;
using System.Text.Json;
using MediaNode.Deposits;
using MediaNode.Lifecycle;
using MediaNode.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

/// <summary>A node whose way out is a fake, and which sends nothing: its messages stay as they were accepted.</summary>
public sealed class MessagesNode : IAsyncLifetime
{
    public const string To = "15550001111";

    // A picture of one pixel, and the beginning of a document: enough for whoever looks at headers.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    internal TestNode Node { get; private set; } = null!;

    internal FakeUpstream Upstream { get; } = new();

    internal FakeDeposits Deposits { get; } = new();

    internal static byte[] Picture => Convert.FromBase64String(Png);

    internal static byte[] Pdf => "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray();

    public async ValueTask InitializeAsync() => Node = await StartAsync(Upstream, Deposits);

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    internal static Task<TestNode> StartAsync(FakeUpstream upstream, FakeDeposits deposits, FakeTimeProvider? clock = null, string[]? settings = null, string? data = null) =>
        TestNode.StartAsync(settings, data, clock, configure: services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IUpstream>(upstream));
            services.Replace(ServiceDescriptor.Singleton<IDeposits>(deposits));
            services.RemoveAll<IStage>();
        });

    internal Task<HttpResponseMessage> PostAsync(string json) => Node.SendJsonAsync(HttpMethod.Post, "/v1/messages", json);

    /// <summary>Sends, and returns the id.</summary>
    internal async Task<string> AcceptedAsync(string json)
    {
        using var accepted = await PostAsync(json);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Created, await accepted.Content.ReadAsStringAsync());
        return (await accepted.JsonAsync()).GetProperty("messages")[0].GetProperty("id").GetString()!;
    }

    internal async Task<JsonElement> ShowAsync(string id)
    {
        using var shown = await Node.GetAsync($"/api/messages/{id}");
        shown.StatusCode.ShouldBe(HttpStatusCode.OK, await shown.Content.ReadAsStringAsync());
        return await shown.JsonAsync();
    }

    /// <summary>Sends, and returns the content as it was kept.</summary>
    internal async Task<string> ContentAsync(string json) => (await ShowAsync(await AcceptedAsync(json))).GetProperty("content").GetRawText();
}
