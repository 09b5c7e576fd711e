using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Caching.Memory;

namespace MediaNode.Catalog;

/// <summary>The media that the node knows. A row is visible once it is durable, and not before.</summary>
internal sealed class MediaCatalog(CatalogFile file, CatalogWriter writer) : IDisposable
{
    // Rows of the media asked for lately, some 300 bytes each. This process is the only writer, so a copy is right until we change it.
    private readonly MemoryCache _recent = new(new MemoryCacheOptions { SizeLimit = 50_000, CompactionPercentage = 0.2 });
    private readonly ConcurrentBag<MediaReader> _readers = [];
    private MediaInsert? _insert;

    /// <returns>False, and nothing is written, when its content has come into quarantine since somebody looked.</returns>
    public Task<bool> AddAsync(Media media) => writer.WriteAsync(connection => (_insert ??= new MediaInsert(connection)).Run(media));

    /// <returns>The media, or <see langword="null"/> when there is none or it is being deleted.</returns>
    public Media? Find(MediaId id)
    {
        if (_recent.TryGetValue(id, out Media? known))
        {
            return known;
        }

        var media = Read(reader => reader.Find(id));
        if (media is null || media.State == MediaState.Deleting)
        {
            return null;
        }

        Remember(media);
        return media;
    }

    /// <summary>Changes the state, unless it has left <paramref name="seen"/> meanwhile: a damaged media never becomes merely missing.</summary>
    public async Task<bool> TryChangeAsync(Media seen, MediaState to)
    {
        var changed = await writer.WriteAsync(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE media SET state = $to WHERE id = $id AND state = $from";
            command.Parameters.AddWithValue("$to", (int)to);
            command.Parameters.AddWithValue("$id", seen.Id.ToString());
            command.Parameters.AddWithValue("$from", (int)seen.State);
            return command.ExecuteNonQuery() == 1;
        });
        _recent.Remove(seen.Id);
        return changed;
    }

    /// <summary>Puts the media into <see cref="MediaState.Deleting"/>, whatever its state: from then on nobody finds it.</summary>
    /// <returns>Whether there is such a row; it may have been in that state before.</returns>
    public async Task<bool> StopOfferingAsync(MediaId id)
    {
        var known = await writer.WriteAsync(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE media SET state = $deleting WHERE id = $id";
            command.Parameters.AddWithValue("$id", id.ToString());
            command.Parameters.AddWithValue("$deleting", (int)MediaState.Deleting);
            return command.ExecuteNonQuery() == 1;
        });
        _recent.Remove(id);
        return known;
    }

    /// <summary>Forgets a media that is <see cref="MediaState.Deleting"/> and whose bytes are gone.</summary>
    public Task<bool> RemoveAsync(MediaId id) => writer.WriteAsync(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM media WHERE id = $id AND state = $deleting";
        command.Parameters.AddWithValue("$id", id.ToString());
        command.Parameters.AddWithValue("$deleting", (int)MediaState.Deleting);
        return command.ExecuteNonQuery() == 1;
    });

    /// <summary>Somebody changed the row beside us: whoever asks next reads it again.</summary>
    public void Forget(MediaId id) => _recent.Remove(id);

    /// <summary>A page of media in the order of their ids, that is, of their upload.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The last id of the page before, or <see langword="null"/> for the first page.</param>
    /// <param name="limit">The most rows.</param>
    public IReadOnlyList<Media> List(MediaFilter filter, MediaId? after, int limit) => Read(reader => reader.List(filter, after, limit));

    /// <summary>Media whose deletion a crash interrupted.</summary>
    public IReadOnlyList<MediaId> Deleting() => Read(reader => reader.Deleting());

    /// <returns>Whether the row is there, whatever its state.</returns>
    public bool Knows(MediaId id) => Read(reader => reader.Find(id)) is not null;

    /// <returns>Where a media came from, whatever its state; null when there is no row.</returns>
    public MediaOrigin? OriginOf(MediaId id) => Read(reader => reader.Find(id))?.Origin;

    public void Dispose()
    {
        _recent.Dispose();
        _insert?.Dispose();
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }

    private void Remember(Media media) => _recent.Set(media.Id, media, new MemoryCacheEntryOptions { Size = 1 });

    private T Read<T>(Func<MediaReader, T> read)
    {
        var reader = _readers.TryTake(out var free) ? free : new MediaReader(file.OpenForReading());
        try
        {
            var result = read(reader);
            _readers.Add(reader);
            return result;
        }
        catch (SqliteException)
        {
            // A connection that failed may fail again: the next read opens another.
            reader.Dispose();
            throw;
        }
    }
}
