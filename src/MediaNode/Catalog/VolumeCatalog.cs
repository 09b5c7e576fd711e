using Dapper;

namespace MediaNode.Catalog;

/// <summary>What is remembered of the volume: how much room it had, and what was told of it.</summary>
internal sealed class VolumeCatalog(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks)
{
    /// <summary>The readings since then, the oldest first.</summary>
    public IReadOnlyList<VolumeSample> Samples(DateTimeOffset since)
    {
        using var connection = file.OpenForReading();
        return connection.Query<VolumeSample>(
            "SELECT at At, total Total, free Free, inodes Inodes, free_inodes FreeInodes FROM volume_samples WHERE at >= @Since ORDER BY at",
            new { Since = since.ToUnixTimeMilliseconds() }).AsList();
    }

    /// <summary>Keeps a reading, and forgets those from before <paramref name="since"/>.</summary>
    public Task AddAsync(VolumeSample sample, DateTimeOffset since) => writer.WriteAsync(connection =>
    {
        connection.Execute("DELETE FROM volume_samples WHERE at < @Since OR at > @At", new { Since = since.ToUnixTimeMilliseconds(), sample.At });
        return connection.Execute("INSERT OR REPLACE INTO volume_samples (at, total, free, inodes, free_inodes) VALUES (@At, @Total, @Free, @Inodes, @FreeInodes)", sample);
    });

    /// <returns>The identity of the volume that is this catalogue's; minted when it is asked for the first time.</returns>
    public async Task<string> IdentityAsync()
    {
        using (var connection = file.OpenForReading())
        {
            if (connection.ExecuteScalar<string?>("SELECT id FROM volume_identity") is { } id)
            {
                return id;
            }
        }

        return await writer.WriteAsync(connection =>
        {
            connection.Execute("INSERT OR IGNORE INTO volume_identity (one, id) VALUES (1, @Id)", new { Id = Guid.NewGuid().ToString("D") });
            return connection.ExecuteScalar<string>("SELECT id FROM volume_identity")!;
        });
    }

    /// <returns>Whether the volume should hold any media.</returns>
    public bool AnyStored()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM media WHERE state = {(int)MediaState.Stored})");
    }

    /// <returns>The state that was told last; null when none ever was.</returns>
    public string? Told()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<string?>("SELECT state FROM volume_told");
    }

    /// <summary>Tells the receiver of webhooks, once: that it was told is written along with what it is told.</summary>
    /// <param name="state">What the volume is in now.</param>
    /// <param name="at">Since when.</param>
    /// <param name="error">In words.</param>
    public Task TellAsync(string state, DateTimeOffset at, MessageError error) => writer.WriteAsync(connection =>
    {
        connection.Execute(
            "INSERT INTO volume_told (one, state, at) VALUES (1, @State, @At) ON CONFLICT (one) DO UPDATE SET state = excluded.state, at = excluded.at",
            new { State = state, At = at.ToUnixTimeMilliseconds() });
        webhooks.OfError(connection, error);
        return true;
    });
}

/// <summary>A reading of the volume's room.</summary>
/// <param name="At">Milliseconds of Unix time.</param>
/// <param name="Total">Bytes.</param>
/// <param name="Free">Bytes.</param>
/// <param name="Inodes">All; 0 where they are not counted.</param>
/// <param name="FreeInodes">Of them.</param>
internal sealed record VolumeSample(long At, long Total, long Free, long Inodes, long FreeInodes);
