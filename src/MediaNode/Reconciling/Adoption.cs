using MediaNode.Catalog;
using MediaNode.Formats.Inspection;
using MediaNode.Inspection;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Makes a media of a file that lies where it belongs.</summary>
internal sealed class Adoption(TruthCatalog truth, DigestReader reader, TimeProvider machine) : IDisposable
{
    private readonly SemaphoreSlim _alone = new(1);

    /// <summary>Waits until nobody else makes a media of a file; disposed, lets others.</summary>
    public async Task<IDisposable> AloneAsync(CancellationToken stopping)
    {
        await _alone.WaitAsync(stopping);
        return new Turn(_alone);
    }

    /// <returns>False when there is a media of that id, or somebody writes to the file.</returns>
    public async Task<bool> TryAsync(BlobKey key, StoredFile file, CancellationToken stopping)
    {
        using var alone = await AloneAsync(stopping);
        var type = MediaSniffer.Inspect(new FileSource(file.Handle)).Type;
        var digest = await reader.ReadAsync(file, new Pace(0, machine), stopping);
        // It must survive a power cut, as what is uploaded does.
        Posix.Sync(file.Handle);
        return Posix.StampOf(file.Handle) == file.Stamp && await truth.AdoptAsync(new Media
        {
            Id = new MediaId(key.Id),
            Type = type,
            Length = file.Stamp.Length,
            Digest = digest,
            CreatedAt = file.ChangedAt,
        });
    }

    public void Dispose() => _alone.Dispose();

    private sealed class Turn(SemaphoreSlim alone) : IDisposable
    {
        public void Dispose() => alone.Release();
    }
}
