using System.Text;
using System.Text.Json;
using MediaNode.Simulator.Storage;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Faults;

/// <summary>The faults on disk, with what is left of each.</summary>
internal sealed class FaultPages(SimulatorStore store, FaultReader reader)
{
    /// <returns>What was written last; nothing and seed 0 at first.</returns>
    public (long Seed, long State, List<Fault> Faults) Read() => store.Do(connection =>
    {
        var faults = new List<Fault>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT fault, times FROM faults ORDER BY position";
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                using var json = JsonDocument.Parse(rows.GetString(0));
                faults.Add(reader.Read(json.RootElement) with { Times = rows.IsDBNull(1) ? null : rows.GetInt32(1) });
            }
        }

        command.CommandText = "SELECT seed, state FROM fault_draws";
        using var draws = command.ExecuteReader();
        return draws.Read() ? (draws.GetInt64(0), draws.GetInt64(1), faults) : (0, 0, faults);
    });

    /// <summary>Replaces all.</summary>
    public void Write(long seed, IReadOnlyList<Fault> faults) => store.Do(connection =>
    {
        Execute(connection, "DELETE FROM faults");
        Execute(connection, "INSERT OR REPLACE INTO fault_draws (one, seed, state) VALUES (1, $seed, $seed)", ("$seed", seed));
        for (var at = 0; at < faults.Count; at++)
        {
            Execute(
                connection,
                "INSERT INTO faults (position, fault, times) VALUES ($position, $fault, $times)",
                ("$position", at), ("$fault", TextOf(faults[at])), ("$times", faults[at].Times ?? (object)DBNull.Value));
        }
    });

    /// <summary>Keeps what is left of some, and how far the draws are.</summary>
    public void Update(long state, IReadOnlyList<(int Position, int Times)> left) => store.Do(connection =>
    {
        Execute(connection, "UPDATE fault_draws SET state = $state", ("$state", state));
        foreach (var (position, times) in left)
        {
            Execute(connection, "UPDATE faults SET times = $times WHERE position = $position", ("$times", times), ("$position", position));
        }
    });

    private static string TextOf(Fault fault)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            FaultJson.Write(json, fault);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
