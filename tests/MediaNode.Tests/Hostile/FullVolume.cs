using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Tests.Hostile;

/// <summary>The node's own volume, when it has no room left.</summary>
internal sealed class FullVolume(IVolume inner) : IVolume, IDisposable
{
    public VolumeSpace Space => inner.Space with { Usable = 0 };

    public static void Put(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IVolume)).ImplementationFactory!;
        services.AddSingleton<IVolume>(provider => new FullVolume((IVolume)real(provider)));
    }

    public BlobWriter Create(BlobKey key) => inner.Create(key);

    public Task SyncAsync(BlobWriter blob) => inner.SyncAsync(blob);

    public void Publish(BlobKey key) => inner.Publish(key);

    public Blob? Open(BlobKey key) => inner.Open(key);

    public void Delete(BlobKey key) => inner.Delete(key);

    public Task SyncDeletionsAsync() => inner.SyncDeletionsAsync();

    public IEnumerable<BlobKey> Unpublished() => inner.Unpublished();

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
