using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Storage;

/// <summary>What the simulator remembers: one SQLite file, used by one at a time.</summary>
/// <remarks>
/// Survives a killed process. A power cut may take the last moments, which no test of an integration minds, and each write is spared its flush.
/// </remarks>
internal sealed class SimulatorStore : IDisposable
{
    private readonly Lock _using = new();
    private readonly SqliteConnection _connection;

    /// <param name="directory">Where the file is, or will be.</param>
    public SimulatorStore(string directory)
    {
        Files = directory;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "simulator.db"),
            Pooling = false,
        }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000;");
        var assembly = typeof(SimulatorStore).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            // Each says CREATE … IF NOT EXISTS.
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Execute(reader.ReadToEnd());
        }
    }

    /// <summary>The directory for files beside the database.</summary>
    public string Files { get; }

    /// <summary>Does <paramref name="work"/> in a transaction: all of it or, when it throws, nothing.</summary>
    public T Do<T>(Func<SqliteConnection, T> work)
    {
        lock (_using)
        {
            using var transaction = _connection.BeginTransaction();
            var result = work(_connection);
            transaction.Commit();
            return result;
        }
    }

    /// <inheritdoc cref="Do{T}"/>
    public void Do(Action<SqliteConnection> work) => Do(connection =>
    {
        work(connection);
        return true;
    });

    public void Dispose()
    {
        // Whoever is within is let finish.
        lock (_using)
        {
            _connection.Dispose();
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
