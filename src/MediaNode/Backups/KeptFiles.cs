using MediaNode.Catalog;
using MediaNode.Reconciling;

namespace MediaNode.Backups;

/// <summary>Which files of a snapshot are kept already, asked for in the order of the list.</summary>
/// <param name="pool">Where they are.</param>
/// <param name="directory">Of the backups.</param>
internal sealed class KeptFiles(Pool pool, BackupDirectory directory) : IDisposable
{
    private readonly KnownDigests _known = new(directory);

    // What no list vouches for is read, at the backup's disk and not at the node's: as fast as it goes.
    private readonly Reading _reading = new(new Pace(0, TimeProvider.System), progress: null);

    /// <returns>The file and its digest; null for the digest where it is to be copied, and then the name to copy it under.</returns>
    public async Task<(KeptFile File, byte[]? Digest, long Length)> FindAsync(KeptFolder folder, SnapshotFile row, CancellationToken stopping)
    {
        var file = new KeptFile(folder, row.Id);
        var own = row.Digest is null ? file : file with { Digest = Convert.ToHexStringLower(row.Digest) };
        if (own != file && pool.Has(own, row.Length))
        {
            return (own, row.Digest, row.Length ?? 0);
        }

        if (pool.Open(file) is not var (handle, stamp))
        {
            return (file, null, 0);
        }

        using (handle)
        {
            var known = _known.Find(file);
            if (row.Length is { } length && stamp.Length != length)
            {
                if (known is null || !known.AsSpan().SequenceEqual(row.Digest))
                {
                    return (own, null, 0);
                }

                // It was cut off here.
                pool.Remove(file);
                return (file, null, 0);
            }

            if (known is not null && (row.Digest is null || known.AsSpan().SequenceEqual(row.Digest)))
            {
                return (file, known, stamp.Length);
            }

            try
            {
                var digest = (await _reading.RunAsync(handle, to: null, stopping)).Digest;
                return row.Digest is null || digest.AsSpan().SequenceEqual(row.Digest) ? (file, digest, stamp.Length) : (own, null, 0);
            }
            catch (UnreadableException)
            {
                return (own, null, 0);
            }
        }
    }

    public void Dispose()
    {
        _reading.Dispose();
        _known.Dispose();
    }
}
