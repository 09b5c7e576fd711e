using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Caching.Memory;

namespace MediaNode.Catalog;

/// <summary>The links that messages named: what is there of each, and the messages that are accepted by one.</summary>
internal sealed class LinkCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock) : IDisposable
{
    // Links fetched lately, some 500 bytes each. This process is the only writer; one that is not here is found by whoever fetches.
    private readonly MemoryCache _fresh = new(new MemoryCacheOptions { SizeLimit = 20_000, CompactionPercentage = 0.2 });
    private MessageInsert? _insert;

    /// <returns>What need not be fetched again; null when nobody knows without looking. Its media may be deleted meanwhile.</returns>
    public FreshLink? Fresh(LinkKey key) =>
        _fresh.TryGetValue(key, out FreshLink? known) && known!.Until > clock.GetUtcNow() ? known : null;

    public void Remember(LinkKey key, FreshLink fresh) => _fresh.Set(key, fresh, new MemoryCacheEntryOptions { Size = 1 });

    /// <summary>Accepts a message whose link is fresh. Durable when it completes.</summary>
    /// <returns>False, and nothing is written, when the media is not there any more, or in quarantine.</returns>
    public Task<bool> AddFreshAsync(Message message) => writer.WriteAsync(connection =>
    {
        if (!connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM media WHERE id = @Id AND state = @Stored)",
            new { Id = message.MediaId!.Value.ToString(), Stored = (int)MediaState.Stored }))
        {
            return false;
        }

        return Insert(connection, message);
    });

    /// <summary>Accepts a message that waits for its link, which is wanted from then on. Durable when it completes.</summary>
    public Task AddWaitingAsync(Message message, LinkKey key) => writer.WriteAsync(connection =>
    {
        Insert(connection, message with { LinkId = Want(connection, key, Now()) });
        return true;
    });

    public Link? Find(long id)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<LinkRow>($"SELECT {LinkRow.Columns} FROM links WHERE id = @id", new { id })?.ToLink();
    }

    public void Dispose()
    {
        _fresh.Dispose();
        _insert?.Dispose();
    }

    /// <summary>Sees to it that a link is fetched; one that is being fetched already is left alone.</summary>
    /// <returns>Its id.</returns>
    internal static long Want(SqliteConnection connection, LinkKey key, long now) => connection.QuerySingle<long>(
        """
        INSERT INTO links (url, provider, credentials, origin, state, revision, leased_until, due_at, attempts, fresh_until)
        VALUES (@Url, @Provider, @Credentials, @Origin, 1, 0, 0, @Now, 0, 0)
        ON CONFLICT (url, provider, credentials) DO UPDATE SET
            due_at = CASE state WHEN 1 THEN due_at ELSE excluded.due_at END,
            attempts = CASE state WHEN 1 THEN attempts ELSE 0 END,
            reason = CASE state WHEN 1 THEN reason END,
            origin = excluded.origin,
            state = 1
        RETURNING id
        """,
        new { key.Url, key.Provider, key.Credentials, key.Origin, Now = now });

    private bool Insert(SqliteConnection connection, Message message) => (_insert ??= new MessageInsert(connection)).Run(message);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
