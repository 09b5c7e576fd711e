using System.Security.Cryptography;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Retention;
using MediaNode.Tests.Renditions;
using MediaNode.Tests.Upstreams;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace MediaNode.Tests.Deposits;

/// <summary>A node whose upstream is <see cref="FakeLine"/> and whose processor is counted.</summary>
internal sealed class DepositNode : IAsyncDisposable
{
    private readonly TempDirectory _data = new();
    private bool _ownsLine = true;

    private DepositNode(FakeLine line, FakeTimeProvider clock) => (Line, Clock) = (line, clock);

    public FakeLine Line { get; }

    public FakeTimeProvider Clock { get; }

    public FakeProcessor Processor { get; } = new();

    public TestNode Node { get; private set; } = null!;

    public IDeposits Deposits => Node.Part<IDeposits>();

    public DepositCatalog Catalog => Node.Part<DepositCatalog>();

    public static async Task<DepositNode> StartAsync()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var node = new DepositNode(await FakeLine.StartAsync(clock), clock);
        await node.StartNodeAsync();
        return node;
    }

    /// <summary>The same data under a new process, as far as a test can have one.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        await Node.DisposeAsync();
        await StartNodeAsync(settings);
    }

    /// <summary>A media that is mended before it is sent.</summary>
    public async Task<MediaId> UploadAsync() => Parse(await Node.UploadTransparentAsync());

    public async Task<MediaId> UploadAsync(byte[] bytes, string type) => Parse(await Node.UploadAsync(bytes, type));

    public async Task<MediaNode.Upstreams.SentMedia> LodgedAsync(MediaId media, Kind kind = Kind.Image) =>
        (await Deposits.GetAsync(media, kind, CancellationToken.None)).ShouldBeOfType<DepositOutcome.Lodged>().Media;

    public static void Is(byte[] digest, byte[] bytes) => digest.ShouldBe(SHA256.HashData(bytes));

    /// <summary>As the node deletes a media.</summary>
    public async Task DeleteAsync(MediaId media)
    {
        await Node.Part<MediaCatalog>().StopOfferingAsync(media);
        await Deposits.ForgetAsync(media);
        await Node.Part<MediaRemoval>().RemoveAsync(media, "A test deleted it.");
    }

    public static void Delete(params string[] files)
    {
        foreach (var file in files)
        {
            File.Delete(file);
        }
    }

    public string[] RenditionFiles => Directory.GetFiles(Node.RenditionFolder());

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        if (_ownsLine)
        {
            _ownsLine = false;
            await Line.DisposeAsync();
        }

        _data.Dispose();
    }

    private static MediaId Parse(string id) => MediaId.TryParse(id, out var media) ? media : throw new FormatException(id);

    private async Task StartNodeAsync(params string[] settings) => Node = await TestNode.StartAsync(
        [$"--WhatsApp:Url={Line.Url.AbsoluteUri.TrimEnd('/')}", .. settings], _data.Path, Clock, services => Processor.Install(services));
}
