using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Which media are gone, since when and why, for those who miss one.</summary>
internal sealed class ForgottenCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    public ForgottenMedia? Find(MediaId id)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<Row>(
            "SELECT forgotten_at At, reason Reason, type Type, length Length, origin Origin FROM forgotten WHERE media_id = @Id", new { Id = id.ToString() }) is { } row
            ? new ForgottenMedia(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Reason, row.Type, row.Length, (MediaOrigin)row.Origin)
            : null;
    }

    /// <summary>Somebody deleted a media.</summary>
    /// <param name="media">As it was.</param>
    /// <param name="reason">Who, in words.</param>
    public Task AddAsync(Media media, string reason) => writer.WriteAsync(connection =>
        Write(connection, media.Id, reason, media.Type, media.Length, media.Origin, clock.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>Forgets why media went that did so before a time.</summary>
    /// <returns>How many; there may be more when it is <paramref name="most"/>.</returns>
    public Task<int> ForgetAsync(DateTimeOffset before, int most) => writer.WriteAsync(connection => connection.Execute(
        "DELETE FROM forgotten WHERE media_id IN (SELECT media_id FROM forgotten WHERE forgotten_at < @Before ORDER BY forgotten_at LIMIT @Most)",
        new { Before = before.ToUnixTimeMilliseconds(), Most = most }));

    /// <summary>The node forgets a media.</summary>
    public static void Write(SqliteConnection connection, KeptMedia media, string reason, long now) =>
        Write(connection, media.Id, reason, media.Type, media.Length, media.Origin, now);

    private static int Write(SqliteConnection connection, MediaId id, string reason, string type, long length, MediaOrigin origin, long now) => connection.Execute(
        "INSERT OR REPLACE INTO forgotten (media_id, forgotten_at, reason, type, length, origin) VALUES (@Id, @Now, @Reason, @Type, @Length, @Origin)",
        new { Id = id.ToString(), Now = now, Reason = reason, Type = type, Length = length, Origin = (int)origin });

    private sealed record Row
    {
        public long At { get; init; }

        public string Reason { get; init; } = "";

        public string Type { get; init; } = "";

        public long Length { get; init; }

        public long Origin { get; init; }
    }
}

/// <summary>A media that is gone.</summary>
/// <param name="At">Since when.</param>
/// <param name="Reason">Which rule took it, or who deleted it, in words.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Origin">Where it had come from.</param>
internal sealed record ForgottenMedia(DateTimeOffset At, string Reason, string Type, long Length, MediaOrigin Origin);
