using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The passes over what is stored: their rows are where a restart goes on, and what they found.</summary>
internal sealed class PassCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    /// <summary>So many of a kind are kept by name, and so many passes.</summary>
    private const int MostKept = 100;

    private const string Columns =
        "id Id, kind Kind, asker IsAskedFor, quick IsQuick, fix Fixes, adopt Adopts, force IsForced, started_at StartedAt, ended_at EndedAt, part Part, after After, "
        + "looked Looked, bytes Bytes, fault Fault";

    /// <summary>Begins a pass. One that the clock asked for gives way to one that an operator asks for.</summary>
    /// <param name="wanted">Its kind and how; the rest is filled in.</param>
    /// <returns>It; null when another is under way.</returns>
    public Task<Pass?> BeginAsync(Pass wanted) => writer.WriteAsync(connection =>
    {
        var values = new
        {
            Kind = (int)wanted.Kind,
            wanted.IsAskedFor,
            wanted.IsQuick,
            wanted.Fixes,
            wanted.Adopts,
            wanted.IsForced,
            Now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            MostKept,
        };
        if (wanted.IsAskedFor)
        {
            connection.Execute(
                "UPDATE passes SET ended_at = @Now, fault = 'An operator asked for another.' WHERE kind = @Kind AND asker = 0 AND ended_at IS NULL", values);
        }

        var begun = connection.Execute(
            """
            INSERT INTO passes (kind, asker, quick, fix, adopt, force, started_at, part, after, looked, bytes)
            VALUES (@Kind, @IsAskedFor, @IsQuick, @Fixes, @Adopts, @IsForced, @Now, 0, '', 0, 0)
            ON CONFLICT (kind) WHERE ended_at IS NULL DO NOTHING
            """,
            values);
        connection.Execute(
            "DELETE FROM passes WHERE kind = @Kind AND id <= (SELECT id FROM passes WHERE kind = @Kind ORDER BY id DESC LIMIT 1 OFFSET @MostKept)", values);
        return begun == 1 ? Last(connection, wanted.Kind) : null;
    });

    /// <summary>The last pass of a kind; it may be under way.</summary>
    public Pass? Last(PassKind kind)
    {
        using var connection = file.OpenForReading();
        return Last(connection, kind);
    }

    /// <summary>A pass came so far, and found this on its way.</summary>
    /// <returns>Whether it is still under way.</returns>
    public Task<bool> AdvanceAsync(Pass pass, long part, string after, long looked, long bytes, IReadOnlyList<Finding> findings) => writer.WriteAsync(connection =>
    {
        if (connection.Execute(
            "UPDATE passes SET part = @Part, after = @After, looked = looked + @Looked, bytes = bytes + @Bytes WHERE id = @Id AND ended_at IS NULL",
            new { pass.Id, Part = part, After = after, Looked = looked, Bytes = bytes }) == 0)
        {
            return false;
        }

        // There may be thousands, and the writer has others to serve: those of a kind are counted at once, and few are named.
        foreach (var same in findings.GroupBy(found => found.Kind))
        {
            var values = new { pass.Id, pass.Part, Kind = (int)same.Key, Count = same.Count(), Mended = same.Count(found => found.IsMended) };
            var count = connection.ExecuteScalar<long>(
                """
                INSERT INTO pass_findings (pass, part, kind, count, mended) VALUES (@Id, @Part, @Kind, @Count, @Mended)
                ON CONFLICT (pass, part, kind) DO UPDATE SET count = count + @Count, mended = mended + @Mended
                RETURNING count
                """,
                values);
            connection.Execute(
                "INSERT OR IGNORE INTO pass_subjects (pass, part, kind, subject, what, mended) VALUES (@Id, @Part, @Kind, @Subject, @What, @IsMended)",
                same.Take((int)Math.Max(0, MostKept - (count - values.Count)))
                    .Select(found => new { values.Id, values.Part, values.Kind, found.Subject, found.What, found.IsMended }));
        }

        return true;
    });

    /// <summary>A folder is read from its beginning again: what was found there and is mended stays counted, the rest is found again.</summary>
    public Task BeginFolderAsync(Pass pass) => writer.WriteAsync(connection =>
    {
        connection.Execute("UPDATE pass_findings SET count = mended WHERE pass = @Id AND part = @Part", pass);
        connection.Execute("DELETE FROM pass_subjects WHERE pass = @Id AND part = @Part AND mended = 0", pass);
        return true;
    });

    /// <summary>A pass is over.</summary>
    /// <param name="pass">Which.</param>
    /// <param name="fault">Why early; null when it came to its end.</param>
    public Task EndAsync(Pass pass, string? fault) => writer.WriteAsync(connection => connection.Execute(
        "UPDATE passes SET ended_at = @Now, fault = @Fault WHERE id = @Id AND ended_at IS NULL",
        new { pass.Id, Fault = fault, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() }));

    /// <summary>What a pass found, the first hundred of each kind by name.</summary>
    public IReadOnlyList<FindingTally> Findings(Pass pass)
    {
        using var connection = file.OpenForReading();
        var counts = connection.Query<(long Kind, long Count, long Mended)>(
            "SELECT kind, SUM(count), SUM(mended) FROM pass_findings WHERE pass = @Id GROUP BY kind HAVING SUM(count) > 0 ORDER BY kind", pass).AsList();
        return
        [
            .. counts.Select(row => new FindingTally((FindingKind)row.Kind, row.Count, row.Mended,
            [
                .. connection.Query<(string Subject, string What, long Mended)>(
                    "SELECT subject, what, mended FROM pass_subjects WHERE pass = @Id AND kind = @Kind ORDER BY part, subject LIMIT @MostKept",
                    new { pass.Id, row.Kind, MostKept }).Select(one => new Finding((FindingKind)row.Kind, one.Subject, one.What, one.Mended != 0)),
            ])),
        ];
    }

    private static Pass? Last(SqliteConnection connection, PassKind kind) => connection.QueryFirstOrDefault<Pass>(
        $"SELECT {Columns} FROM passes WHERE kind = @Kind ORDER BY id DESC LIMIT 1", new { Kind = (int)kind });
}
