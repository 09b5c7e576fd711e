using System.Security.Cryptography;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Sandboxing;
using MediaNode.Upstreams;
using MediaNode.Upstreams.WhatsApp;
using MediaNode.Volumes;

namespace MediaNode.Tests.Upstreams;

/// <summary>The upstream by itself, against <see cref="FakeLine"/>.</summary>
internal sealed class UpstreamBench : IAsyncDisposable
{
    public static readonly MediaKey Key = MediaKey.From(Bytes.Random(MediaKey.Length, seed: 7));

    private readonly TempDirectory _data = new();
    private readonly DiskVolume _volume;

    private UpstreamBench(FakeLine line, TimeSpan idle, Func<IVolume, IVolume>? wrap)
    {
        Line = line;
        _volume = new DiskVolume(Path.Combine(_data.Path, "media"), new VolumeOptions(), (_, _) => { }, TimeProvider.System);
        Room = new ScratchRoom(Path.Combine(_data.Path, "scratch"), wrap?.Invoke(_volume) ?? _volume);
        Upstream = new WhatsAppUpstream(
            new UpstreamAddress(line.Url), new WhatsAppOptions { IdleTimeout = idle }, Room, TimeProvider.System, TimeProvider.System);
    }

    public FakeLine Line { get; }

    public ScratchRoom Room { get; }

    public WhatsAppUpstream Upstream { get; }

    public string Scratch => Path.Combine(_data.Path, "scratch");

    public static async Task<UpstreamBench> StartAsync(TimeSpan? idle = null, Func<IVolume, IVolume>? wrap = null) =>
        new(await FakeLine.StartAsync(), idle ?? TimeSpan.FromSeconds(30), wrap);

    public async Task<LodgeOutcome> LodgeAsync(byte[] bytes, Kind kind = Kind.Image, bool mayHaveBegun = false)
    {
        var path = Path.Combine(_data.Path, "plain");
        await File.WriteAllBytesAsync(path, bytes);
        return await LodgeAsync(path, SHA256.HashData(bytes), kind, mayHaveBegun);
    }

    public async Task<LodgeOutcome> LodgeAsync(string path, byte[] digest, Kind kind, bool mayHaveBegun = false)
    {
        var file = File.OpenHandle(path);
        using var blob = new Blob(file, new BlobStamp(1, RandomAccess.GetLength(file), 1), file.Dispose);
        return await Upstream.LodgeAsync(
            new Lodging { Kind = kind, Type = "image/jpeg", Key = Key, Digest = digest, Bytes = blob, MayHaveBegun = mayHaveBegun },
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Upstream.Dispose();
        await Line.DisposeAsync();
        _volume.Dispose();
        _data.Dispose();
    }
}
