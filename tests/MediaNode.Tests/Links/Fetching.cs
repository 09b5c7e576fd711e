using MediaNode.Addresses;
using MediaNode.Catalog;
using MediaNode.Hosting;
using MediaNode.Links;
using MediaNode.Uploads;
using MediaNode.Volumes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace MediaNode.Tests.Links;

/// <summary>The real fetcher on a real volume, with clocks to turn and names that a test gives.</summary>
internal sealed class Fetching : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly DiskVolume _disk;
    private readonly BlockPoolFactory _blocks = new();
    private readonly LinkFetcher _fetcher;
    private readonly ILoggerFactory _logging;

    /// <param name="set">Changes the settings, which let this machine be fetched from.</param>
    /// <param name="wrap">Changes the volume.</param>
    /// <param name="names">By default those that the test gives.</param>
    public Fetching(Action<LinkOptions>? set = null, Func<IVolume, IVolume>? wrap = null, INames? names = null)
    {
        var options = new LinkOptions { AllowedNetworks = "127.0.0.0/8" };
        set?.Invoke(options);
        _disk = new DiskVolume(_directory.Path, new VolumeOptions(), (_, _) => { }, TimeProvider.System);
        Volume = wrap?.Invoke(_disk) ?? _disk;
        Budget = new UploadBudget(Volume, Options.Create(new UploadOptions()), TimeProvider.System);
        _logging = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        _fetcher = new LinkFetcher(Options.Create(options), names ?? Names, Volume, Budget, _blocks, Clock, Machine, _logging.CreateLogger<LinkFetcher>());
    }

    public GivenNames Names { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Deadlines go by it.</summary>
    public FakeTimeProvider Machine { get; } = new(TimeProvider.System.GetUtcNow());

    public IVolume Volume { get; }

    public UploadBudget Budget { get; }

    public CapturedLog Log { get; } = new();

    public IReadOnlyList<string> Files => Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories);

    /// <summary>Bytes written of the one fetch that is under way.</summary>
    public long Written => Files.Sum(file => new FileInfo(file).Length);

    public Task<LinkOutcome> FetchAsync(string url, LinkCredentials? credentials = null, string? etag = null, string? lastModified = null, CancellationToken cancellationToken = default) =>
        _fetcher.FetchAsync(new LinkRequest(url, credentials, etag, lastModified), MediaId.New(Clock), cancellationToken);

    /// <summary>Fetches what is there, and reads it where it was written.</summary>
    public async Task<(LinkOutcome.Fetched Outcome, byte[] Bytes)> GetAsync(string url, LinkCredentials? credentials = null, string? etag = null)
    {
        var outcome = await FetchAsync(url, credentials, etag);
        var fetched = outcome.ShouldBeOfType<LinkOutcome.Fetched>(outcome.ToString());
        using (fetched.Bytes)
        {
            return (fetched, await File.ReadAllBytesAsync(Volume.PathOf(fetched.Bytes)));
        }
    }

    /// <summary>Fetches what is not to be had.</summary>
    public async Task<LinkOutcome.Failed> FailAsync(string url, LinkCredentials? credentials = null, string? etag = null)
    {
        var outcome = await FetchAsync(url, credentials, etag);
        Files.ShouldBeEmpty();
        Budget.MemoryInUse.ShouldBe(0);
        return outcome.ShouldBeOfType<LinkOutcome.Failed>();
    }

    /// <summary>Turns the machine's clock on until the fetch is over.</summary>
    public async Task<LinkOutcome> TurnUntilDoneAsync(Task<LinkOutcome> fetch, TimeSpan piece)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                Machine.Advance(piece);
                return fetch.IsCompleted;
            },
            "the fetch is over");
        return await fetch;
    }

    public void Dispose()
    {
        _fetcher.Dispose();
        _blocks.Dispose();
        _logging.Dispose();
        _disk.Dispose();
        _directory.Dispose();
    }
}
