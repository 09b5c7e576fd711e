using MediaNode.Simulator.Storage;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.MediaServers;

/// <summary>The blobs on the media servers and the uploads that broke off: rows in the store, bytes in files beside it.</summary>
/// <remarks>
/// A partial has its row before its bytes, a blob its bytes before its row: after a crash, rows without a file and files without a row are
/// what had not been answered yet, and <see cref="SweepLost"/> takes them away. All names of files are ids of ours.
/// </remarks>
internal sealed class MediaStore
{
    /// <summary>How long an upload that broke off can be continued.</summary>
    public static readonly TimeSpan PartialLifetime = TimeSpan.FromHours(24);

    /// <summary>How long the row of an expired blob is shown.</summary>
    private static readonly TimeSpan _shown = TimeSpan.FromDays(30);

    private readonly SimulatorStore _store;
    private readonly TimeProvider _clock;
    private readonly string _blobs;
    private readonly string _partials;

    // Uploads under way in this process. Always locked before the store, never the other way round.
    private readonly HashSet<string> _underWay = [];

    public MediaStore(SimulatorStore store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        _blobs = Directory.CreateDirectory(Path.Combine(store.Files, "blobs")).FullName;
        _partials = Directory.CreateDirectory(Path.Combine(store.Files, "partials")).FullName;
    }

    /// <summary>The file of a blob. It is there until the blob expires.</summary>
    public string FileOf(Blob blob) => Path.Combine(_blobs, blob.Id);

    public Blob? Find(string id) => _store.Do(connection => BlobTable.Find(connection, id));

    /// <summary>Whether a phone has sent it.</summary>
    public bool IsOfPhone(string id) => _store.Do(connection => BlobTable.IsOfPhone(connection, id));

    /// <returns>A blob with these bytes that has not expired.</returns>
    public Blob? FindStored(byte[] token) =>
        _store.Do(connection => BlobTable.FindLast(connection, token)) is { } blob && !blob.IsExpired(_clock.GetUtcNow()) ? blob : null;

    /// <summary>Blobs in the order in which they came, expired ones included.</summary>
    public IReadOnlyList<Blob> List(long after, int limit) => _store.Do(connection => BlobTable.List(connection, after, limit));

    public void CountDownloads(IEnumerable<KeyValuePair<string, int>> counts) => _store.Do(connection =>
    {
        foreach (var (id, more) in counts)
        {
            BlobTable.CountDownloads(connection, id, more);
        }
    });

    /// <summary>Begins an upload from its first byte.</summary>
    public Partial Begin(byte[] token)
    {
        var id = Blob.NewId();
        lock (_underWay)
        {
            _underWay.Add(id);
            _store.Do(connection => BlobTable.InsertPartial(connection, id, token, _clock.GetUtcNow()));
        }

        return new Partial(id, token, Path.Combine(_partials, id));
    }

    /// <returns>How many bytes of an upload are there to continue after.</returns>
    public long LengthOfPartial(byte[] token)
    {
        lock (_underWay)
        {
            return Longest(token).Length;
        }
    }

    /// <summary>Goes on with an upload that broke off.</summary>
    /// <param name="token">Of the whole.</param>
    /// <param name="offset">What is thought to be there.</param>
    /// <param name="there">What is there.</param>
    /// <returns>Null when that is not the same.</returns>
    public Partial? Continue(byte[] token, long offset, out long there)
    {
        string? id;
        lock (_underWay)
        {
            (id, there) = Longest(token);
            if (there != offset)
            {
                return null;
            }

            if (id is not null)
            {
                _underWay.Add(id);
            }
        }

        return id is null ? Begin(token) : new Partial(id, token, Path.Combine(_partials, id));
    }

    /// <summary>The upload has all of its bytes: from here on it is a blob.</summary>
    public Blob Complete(Partial partial, string type, MediaHost host)
    {
        partial.Dispose();
        var blob = NewBlob(partial.Id, partial.Token, partial.Length, type, host);
        File.Move(Path.Combine(_partials, partial.Id), FileOf(blob));
        lock (_underWay)
        {
            IReadOnlyList<string> others = [];
            blob = _store.Do(connection =>
            {
                BlobTable.DeletePartial(connection, partial.Id);
                others = DropRows(connection, BlobTable.PartialsOf(connection, partial.Token));
                return BlobTable.Insert(connection, blob);
            });
            _underWay.Remove(partial.Id);
            DeleteFiles(others);
        }

        return blob;
    }

    /// <summary>Takes in a file that is whole, as if it had been uploaded: a phone's own.</summary>
    /// <param name="path">Where it is, in the simulator's directory; it is moved.</param>
    /// <param name="token">The SHA-256 of its bytes.</param>
    /// <param name="length">Of the file.</param>
    /// <param name="type">What it is uploaded as.</param>
    /// <param name="host">Which server takes it.</param>
    public Blob Adopt(string path, byte[] token, long length, string type, MediaHost host)
    {
        var blob = NewBlob(Blob.NewId(), token, length, type, host);
        File.Move(path, FileOf(blob));
        try
        {
            return _store.Do(connection =>
            {
                BlobTable.MarkOfPhone(connection, blob.Id);
                return BlobTable.Insert(connection, blob);
            });
        }
        catch (SqliteException)
        {
            File.Delete(FileOf(blob)); // A full disk is not to be kept full by what nobody can fetch.
            throw;
        }
    }

    /// <summary>The upload broke off: its bytes wait to be continued. Of several with one token only the longest is of use.</summary>
    public void Keep(Partial partial)
    {
        partial.Dispose();
        lock (_underWay)
        {
            _underWay.Remove(partial.Id);
            var (longest, _) = Longest(partial.Token);
            DeleteFiles(_store.Do(connection =>
            {
                BlobTable.TouchPartial(connection, partial.Id, _clock.GetUtcNow());
                return DropRows(connection, BlobTable.PartialsOf(connection, partial.Token).Where(id => id != longest));
            }));
        }
    }

    /// <summary>The upload is worth nothing.</summary>
    public void Drop(Partial partial)
    {
        partial.Dispose();
        lock (_underWay)
        {
            _underWay.Remove(partial.Id);
            DeleteFiles(_store.Do(connection => DropRows(connection, [partial.Id])));
        }
    }

    /// <summary>Takes away the bytes of what has expired, and what nobody continued.</summary>
    public void Sweep()
    {
        var now = _clock.GetUtcNow();
        foreach (var id in _store.Do(connection => BlobTable.Expired(connection, now)))
        {
            File.Delete(Path.Combine(_blobs, id));
            _store.Do(connection => BlobTable.MarkSwept(connection, id));
        }

        _store.Do(connection => BlobTable.ForgetBefore(connection, now - _shown));
        lock (_underWay)
        {
            DeleteFiles(_store.Do(connection => DropRows(connection, BlobTable.PartialsBefore(connection, now - PartialLifetime))));
        }
    }

    /// <summary>Takes away what a crash left between a file and its row. For the start, before any upload.</summary>
    public void SweepLost()
    {
        foreach (var path in Directory.EnumerateFiles(_blobs).Where(path => Find(Path.GetFileName(path)) is null))
        {
            File.Delete(path);
        }

        foreach (var path in Directory.EnumerateFiles(_partials).Where(path => !HasPartial(Path.GetFileName(path))))
        {
            File.Delete(path);
        }
    }

    private Blob NewBlob(string id, byte[] token, long length, string type, MediaHost host)
    {
        var now = _clock.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + Blob.Lifetime).ToUnixTimeSeconds());
        return new Blob(0, id, token, length, type, host.Name, now, expires, 0);
    }

    private bool HasPartial(string id) => _store.Do(connection => BlobTable.HasPartial(connection, id));

    private (string? Id, long Length) Longest(byte[] token)
    {
        (string? Id, long Length) longest = (null, 0);
        var freshest = _clock.GetUtcNow() - PartialLifetime;
        foreach (var id in _store.Do(connection => BlobTable.PartialsOf(connection, token, freshest)).Where(id => !_underWay.Contains(id)))
        {
            var file = new FileInfo(Path.Combine(_partials, id));
            if (file.Exists && file.Length > longest.Length)
            {
                longest = (id, file.Length);
            }
        }

        return longest;
    }

    private List<string> DropRows(SqliteConnection connection, IEnumerable<string> ids)
    {
        List<string> idle = [.. ids.Where(id => !_underWay.Contains(id))];
        foreach (var id in idle)
        {
            BlobTable.DeletePartial(connection, id);
        }

        return idle;
    }

    private void DeleteFiles(IEnumerable<string> partials)
    {
        foreach (var id in partials)
        {
            File.Delete(Path.Combine(_partials, id));
        }
    }
}
