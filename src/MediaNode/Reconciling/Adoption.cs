using MediaNode.Catalog;
using MediaNode.Formats.Inspection;
using MediaNode.Inspection;
using MediaNode.Quarantining;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Makes a media of a file that lies where it belongs.</summary>
internal sealed class Adoption(TruthCatalog truth, DigestReader reader, Quarantine quarantine, TimeProvider machine) : IDisposable
{
    private readonly SemaphoreSlim _alone = new(1);

    /// <summary>Waits until nobody else makes a media of a file; disposed, lets others.</summary>
    public async Task<IDisposable> AloneAsync(CancellationToken stopping)
    {
        await _alone.WaitAsync(stopping);
        return new Turn(_alone);
    }

    /// <returns>Why not: it is empty, as no media is, there is a media of that id, somebody writes to the file, or its content is in quarantine; null when it is a media now.</returns>
    public async Task<string?> TryAsync(BlobKey key, StoredFile file, CancellationToken stopping)
    {
        if (file.Stamp.Length == 0)
        {
            return "It is empty.";
        }

        using var alone = await AloneAsync(stopping);
        var type = MediaSniffer.Inspect(new FileSource(file.Handle)).Type;
        var digest = await reader.ReadAsync(file, new Pace(0, machine), stopping);
        if (WhyBlocked(key, digest) is { } blocked)
        {
            return blocked;
        }

        // It must survive a power cut, as what is uploaded does.
        Posix.Sync(file.Handle);
        var adopted = Posix.StampOf(file.Handle) == file.Stamp && await truth.AdoptAsync(new Media
        {
            Id = new MediaId(key.Id),
            Type = type,
            Length = file.Stamp.Length,
            Digest = digest,
            CreatedAt = file.ChangedAt,
        });
        return adopted ? null : WhyBlocked(key, digest) ?? "There is a media of that id, or somebody writes to the file.";
    }

    public void Dispose() => _alone.Dispose();

    private string? WhyBlocked(BlobKey key, byte[] digest) => quarantine.WhyNot(digest, RefusedWhat.Adoption, key.Path)?.Details;

    private sealed class Turn(SemaphoreSlim alone) : IDisposable
    {
        public void Dispose() => alone.Release();
    }
}
