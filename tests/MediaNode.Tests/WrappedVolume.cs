using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Tests;

/// <summary>The node's own volume, for a test to change in one point.</summary>
internal class WrappedVolume(IVolume inner) : IVolume, IDisposable
{
    public virtual VolumeSpace Space => inner.Space;

    public static Action<IServiceCollection> Install(Func<IVolume, IVolume> wrap) => services =>
    {
        var real = services.Last(service => service.ServiceType == typeof(IVolume)).ImplementationFactory!;
        services.AddSingleton(provider => wrap((IVolume)real(provider)));
    };

    public virtual BlobWriter Create(BlobKey key) => inner.Create(key);

    public virtual Task SyncAsync(BlobWriter blob) => inner.SyncAsync(blob);

    public virtual bool Has(BlobWriter blob) => inner.Has(blob);

    public virtual void Publish(BlobKey key) => inner.Publish(key);

    public virtual Blob? Open(BlobKey key) => inner.Open(key);

    public virtual string PathOf(BlobKey key) => inner.PathOf(key);

    public virtual string PathOf(BlobWriter blob) => inner.PathOf(blob);

    public virtual void Delete(BlobKey key) => inner.Delete(key);

    public virtual Task SyncDeletionsAsync() => inner.SyncDeletionsAsync();

    public virtual void CheckWritable() => inner.CheckWritable();

    public virtual IEnumerable<Guid> Unpublished() => inner.Unpublished();

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
