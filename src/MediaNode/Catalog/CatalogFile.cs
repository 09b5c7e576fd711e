using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The SQLite file: how connections to it are opened and how its tables come to be.</summary>
internal sealed class CatalogFile(string path)
{
    private const string MigrationPrefix = "MediaNode.Catalog.Migrations.";

    private static readonly IReadOnlyList<(int Number, string Name)> _migrations =
    [
        .. typeof(CatalogFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(MigrationPrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(MigrationPrefix.Length, 4), CultureInfo.InvariantCulture), name)),
    ];

    /// <summary>The number of the last migration that this version knows.</summary>
    public static int NewestSchema => _migrations[^1].Number;

    public string Path => path;

    public SqliteConnection OpenForWriting()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        // WAL with FULL: each commit is one flush of the log, and it has reached the disk when it returns (sqlite.org/pragma.html#pragma_synchronous).
        Run(connection, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 33554432;
            PRAGMA cache_size = -16000;
            """);
        return connection;
    }

    public SqliteConnection OpenForReading()
    {
        var connection = Open(SqliteOpenMode.ReadOnly);
        Run(connection, "PRAGMA cache_size = -2000;");
        return connection;
    }

    /// <summary>Opens a copy that nobody else uses, and that is thrown away should this process end: nothing is flushed, and the file stays one file.</summary>
    public SqliteConnection OpenAlone()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        Run(connection, """
            PRAGMA journal_mode = DELETE;
            PRAGMA journal_mode = MEMORY;
            PRAGMA synchronous = OFF;
            PRAGMA foreign_keys = ON;
            PRAGMA cache_size = -8000;
            """);
        return connection;
    }

    /// <summary>Applies, in order and each in its own transaction, the migrations that the file has not seen.</summary>
    public void Migrate()
    {
        // It holds what passwords are checked against: for the node's user alone, whatever the directory allows. SQLite's other files follow it.
        using (new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
        }

        using var connection = OpenForWriting();
        var applied = SchemaOf(connection);
        if (applied > NewestSchema)
        {
            throw new InvalidDataException(
                $"{path} was made by a newer MediaNode (schema {applied}, this one knows {NewestSchema}). Run that version, or restore a backup.");
        }

        foreach (var (number, name) in _migrations.Where(migration => migration.Number > applied))
        {
            using var reader = new StreamReader(typeof(CatalogFile).Assembly.GetManifestResourceStream(name)!);
            using var transaction = connection.BeginTransaction();
            Run(connection, reader.ReadToEnd() + $"\nPRAGMA user_version = {number.ToString(CultureInfo.InvariantCulture)};", transaction);
            transaction.Commit();
        }
    }

    /// <summary>The last migration that was applied; 0 for a file that is no catalogue yet.</summary>
    public static int SchemaOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
