using Dapper;
using MediaNode.Catalog;

namespace MediaNode.Business;

/// <summary>What the business set, as rows of the catalogue, each under its name.</summary>
internal sealed class SettingRows(CatalogFile file, CatalogWriter writer) : IDisposable
{
    public const string Application = "application";
    public const string Profile = "profile";
    public const string About = "about";
    public const string Compliance = "compliance_info";
    public const string Photo = "photo";
    public const string WebhookCa = "webhook_ca";
    public const string TwoStep = "two_step";

    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <returns>Null when nothing was set.</returns>
    public byte[]? Read(string name)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<byte[]>("SELECT value FROM business_settings WHERE name = @name", new { name });
    }

    /// <summary>Writes all of them or none, and completes when they are durable. A null removes.</summary>
    public Task WriteAsync(params IReadOnlyList<(string Name, byte[]? Value)> rows) => writer.WriteAsync(connection => rows.Sum(row => connection.Execute(
        row.Value is null ? "DELETE FROM business_settings WHERE name = @Name"
            : "INSERT INTO business_settings (name, value) VALUES (@Name, @Value) ON CONFLICT DO UPDATE SET value = excluded.value",
        new { row.Name, row.Value })));

    /// <summary>Runs a change that rests on what was set before: no other comes between its reading and its writing.</summary>
    public async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return await change();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
