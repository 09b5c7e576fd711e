using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The SQLite file: how connections to it are opened and how its tables come to be.</summary>
internal sealed class CatalogFile(string path)
{
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
        var assembly = typeof(CatalogFile).Assembly;
        const string prefix = "MediaNode.Catalog.Migrations.";
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (Number: int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), Name: name))
            .ToList();
        var applied = Version(connection);
        if (applied > migrations[^1].Number)
        {
            throw new InvalidDataException(
                $"{path} was made by a newer MediaNode (schema {applied}, this one knows {migrations[^1].Number}). Run that version, or restore a backup.");
        }

        foreach (var (number, name) in migrations.Where(migration => migration.Number > applied))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            using var transaction = connection.BeginTransaction();
            Run(connection, reader.ReadToEnd() + $"\nPRAGMA user_version = {number.ToString(CultureInfo.InvariantCulture)};", transaction);
            transaction.Commit();
        }
    }

    private static int Version(SqliteConnection connection)
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
