using System.Collections.Frozen;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Whose credentials links may be fetched with.</summary>
internal sealed class ProviderCatalog(CatalogFile file, CatalogWriter writer)
{
    private readonly Lock _reading = new();
    private volatile FrozenDictionary<string, ProviderRow>? _rows;

    /// <summary>By name.</summary>
    public IReadOnlyList<ProviderRow> All => [.. Rows.Values.OrderBy(row => row.Name, StringComparer.Ordinal)];

    private FrozenDictionary<string, ProviderRow> Rows => _rows ?? Reload();

    public ProviderRow? Find(string name) => Rows.GetValueOrDefault(name);

    /// <summary>Adds, or puts in the place of what has the name: all or none.</summary>
    /// <param name="rows">The name, and the credentials wrapped.</param>
    /// <param name="only">Whether all others go.</param>
    public async Task PutAsync(IReadOnlyList<(string Name, byte[] Credentials)> rows, bool only = false)
    {
        await writer.WriteAsync(connection =>
        {
            if (only)
            {
                connection.Execute("DELETE FROM media_providers");
            }

            foreach (var (name, credentials) in rows)
            {
                // Another row and so another revision: what was fetched with the old credentials is not given to who has the new.
                Delete(connection, name);
                connection.Execute("INSERT INTO media_providers (name, credentials) VALUES (@name, @credentials)", new { name, credentials });
            }

            return true;
        });
        Reload();
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string name)
    {
        var removed = await writer.WriteAsync(connection => Delete(connection, name));
        Reload();
        return removed;
    }

    private static bool Delete(SqliteConnection connection, string name) =>
        connection.Execute("DELETE FROM media_providers WHERE name = @name", new { name }) > 0;

    private FrozenDictionary<string, ProviderRow> Reload()
    {
        lock (_reading)
        {
            // Of two changes at once, the later reader finds both.
            using var connection = file.OpenForReading();
            return _rows = connection.Query<(long Revision, string Name, byte[] Credentials)>("SELECT revision, name, credentials FROM media_providers")
                .ToFrozenDictionary(row => row.Name, row => new ProviderRow(row.Revision, row.Name, row.Credentials), StringComparer.Ordinal);
        }
    }
}

/// <summary>A provider as the catalogue has it.</summary>
/// <param name="Revision">Another each time that the credentials change.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Credentials">Wrapped.</param>
internal sealed record ProviderRow(long Revision, string Name, byte[] Credentials);
