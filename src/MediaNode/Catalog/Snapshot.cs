using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>A copy of the catalogue as it stood at one moment, for this process alone, and what is changed in it before anybody starts a node on it.</summary>
internal sealed class Snapshot : IDisposable
{
    /// <summary>The first schema whose tables have all that is asked of them here.</summary>
    public const int OldestSchema = 10;

    private readonly SqliteConnection _connection;

    private Snapshot(SqliteConnection connection) => _connection = connection;

    /// <summary>The last migration that was applied.</summary>
    public int Schema => CatalogFile.SchemaOf(_connection);

    public long Media => _connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM media WHERE state <> {(int)MediaState.Deleting}");

    /// <summary>Copies a catalogue, be a node writing it meanwhile or not.</summary>
    /// <remarks>
    /// In one transaction of a reader (sqlite.org/backup.html): writers go on, and the log grows by what they write for as long as this takes,
    /// a second or two for a gigabyte. In small steps it would begin anew at each commit of another process, and on a busy node never end.
    /// </remarks>
    /// <param name="of">The catalogue.</param>
    /// <param name="path">Of the copy.</param>
    /// <exception cref="SqliteException">The catalogue cannot be read, or there is no room for the copy.</exception>
    public static Snapshot Take(CatalogFile of, string path)
    {
        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
        using (var from = of.OpenForReading())
        using (var to = new CatalogFile(path).OpenAlone())
        {
            from.BackupDatabase(to);
        }

        return Open(path);
    }

    public static Snapshot Open(string path) => new(new CatalogFile(path).OpenAlone());

    /// <summary>Which volume it speaks of; null where no node asked yet.</summary>
    public string? Volume => Schema < 13 ? null : _connection.ExecuteScalar<string?>("SELECT id FROM volume_identity");

    /// <summary>Whether the volume should hold any media.</summary>
    public bool AnyStored => _connection.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM media WHERE state = {(int)MediaState.Stored})");

    /// <summary>Media that are offered, in the order of their ids.</summary>
    /// <param name="incoming">Those of users, or the others.</param>
    /// <param name="after">The last of the page before; empty for the first.</param>
    /// <param name="limit">The most.</param>
    public IReadOnlyList<SnapshotFile> MediaFiles(bool incoming, string after, int limit) => Page(
        $"""
        SELECT id Id, length Length, digest Digest FROM media
        WHERE id > @After AND state <> {(int)MediaState.Deleting} AND (origin = {(int)MediaOrigin.Received}) = @Incoming ORDER BY id LIMIT @Limit
        """,
        after, limit, incoming);

    /// <summary>Renditions that have bytes of their own, in the order of their blobs.</summary>
    public IReadOnlyList<SnapshotFile> RenditionFiles(string after, int limit) => Page(
        "SELECT blob Id, length Length, digest Digest FROM renditions WHERE blob > @After ORDER BY blob LIMIT @Limit", after, limit);

    /// <summary>Thumbnails, in the order of their blobs. Nobody wrote down how long they are.</summary>
    public IReadOnlyList<SnapshotFile> ThumbnailFiles(string after, int limit) => Page(
        "SELECT thumbnail Id, NULL Length, NULL Digest FROM renditions WHERE thumbnail > @After ORDER BY thumbnail LIMIT @Limit", after, limit);

    /// <summary>Media that are not offered any more and whose rows are left, in the order of their ids.</summary>
    public IReadOnlyList<string> Deleting(string after, int limit) => _connection.Query<string>(
        $"SELECT id FROM media WHERE state = {(int)MediaState.Deleting} AND state <> 0 AND id > @After ORDER BY id LIMIT @Limit",
        new { After = after, Limit = limit }).AsList();

    /// <summary>Says of media what became of their files.</summary>
    public void Note(IReadOnlyCollection<Guid> media, MediaState state) => ForEach(
        media, "UPDATE media SET state = @State WHERE id IN (SELECT value FROM json_each(@Ids))", new { State = (int)state });

    /// <summary>Renditions whose bytes are not there are made again by whoever wants them.</summary>
    public void TakeBack(IReadOnlyCollection<Guid> blobs) => ForEach(
        blobs,
        $"""
        UPDATE renditions SET state = {(int)RenditionState.Failed}, blob = NULL, thumbnail = NULL, type = NULL, length = NULL, digest = NULL
        WHERE blob IN (SELECT value FROM json_each(@Ids))
        """);

    /// <summary>A rendition that has bytes goes without its thumbnail; one that is the media's own bytes is made again.</summary>
    public void DropThumbnails(IReadOnlyCollection<Guid> thumbnails) => ForEach(
        thumbnails,
        $"""
        UPDATE renditions SET thumbnail = NULL,
            state = CASE WHEN blob IS NULL THEN {(int)RenditionState.Failed} ELSE state END, type = CASE WHEN blob IS NULL THEN NULL ELSE type END,
            length = CASE WHEN blob IS NULL THEN NULL ELSE length END, digest = CASE WHEN blob IS NULL THEN NULL ELSE digest END
        WHERE thumbnail IN (SELECT value FROM json_each(@Ids))
        """);

    /// <summary>Keeps why media went.</summary>
    public void Remember(IEnumerable<ForgottenLine> lines) => Together(() => _connection.Execute(
        """
        INSERT OR IGNORE INTO forgotten (media_id, forgotten_at, reason, type, length, origin)
        VALUES (@MediaId, @ForgottenAt, @Reason, @Type, @Length, @Origin)
        """,
        lines));

    /// <summary>How much room another disk had tells nothing about this one.</summary>
    public void ForgetVolume()
    {
        if (Schema >= 12)
        {
            _connection.Execute("DELETE FROM volume_samples");
        }
    }

    /// <summary>What waits to be sent fails: whoever restores does not know whether it was sent meanwhile.</summary>
    /// <param name="error">What its rows and the receiver of webhooks are told.</param>
    /// <param name="tell">Whether that one is told, if there is one.</param>
    /// <param name="clock">When it failed.</param>
    /// <returns>How many messages.</returns>
    public int FailWaiting(MessageError error, bool tell, TimeProvider clock)
    {
        var webhooks = new WebhookEvents(clock) { Wish = tell && HasReceiver() ? new WebhookWish(Sent: false, Delivered: false, Read: false) : null };
        var failed = 0;
        Together(() =>
        {
            IReadOnlyList<long> page;
            do
            {
                page = _connection.Query<long>(
                    $"""
                    UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, leased_until = 0, failed_at = @Now, error = @Error
                    WHERE seq IN (SELECT seq FROM messages WHERE state < 2 ORDER BY seq LIMIT 2000) RETURNING seq
                    """,
                    new { Now = clock.GetUtcNow().ToUnixTimeMilliseconds(), Error = MessageRow.Write(error) }).AsList();
                webhooks.AfterFailure(_connection, page);
                failed += page.Count;
            }
            while (page.Count > 0);
        });
        return failed;
    }

    /// <summary>Messages that wait to be sent, and webhooks that nobody acknowledged.</summary>
    public (long Messages, long Webhooks) Waiting() => (
        _connection.ExecuteScalar<long>("SELECT COUNT(*) FROM messages WHERE state < 2"),
        _connection.ExecuteScalar<long>("SELECT (SELECT COUNT(*) FROM webhook_events) + (SELECT COALESCE(SUM(events), 0) FROM webhook_batches WHERE state = 0)"));

    /// <summary>Nobody is told anything any more: what waits to be told goes, and so does the address that it would go to.</summary>
    public void Silence() => Together(() => _connection.Execute(
        """
        DELETE FROM webhook_events;
        DELETE FROM webhook_batches;
        UPDATE business_settings SET value = CAST(json_remove(CAST(value AS TEXT), '$.webhooks.url') AS BLOB)
        WHERE name = 'application' AND json_valid(CAST(value AS TEXT));
        """));

    public void Dispose() => _connection.Dispose();

    private bool HasReceiver() => _connection.ExecuteScalar<string?>(
        "SELECT json_extract(CAST(value AS TEXT), '$.webhooks.url') FROM business_settings WHERE name = 'application' AND json_valid(CAST(value AS TEXT))") is { Length: > 0 };

    private IReadOnlyList<SnapshotFile> Page(string sql, string after, int limit, bool incoming = false) =>
    [
        .. _connection.Query<(string Id, long? Length, byte[]? Digest)>(sql, new { After = after, Limit = limit, Incoming = incoming })
            .Select(row => new SnapshotFile(row.Id, Guid.ParseExact(row.Id, "D"), row.Length, row.Digest)),
    ];

    private void ForEach(IReadOnlyCollection<Guid> ids, string sql, object? values = null)
    {
        if (ids.Count > 0)
        {
            var parameters = new DynamicParameters(values);
            parameters.Add("Ids", $"[\"{string.Join("\",\"", ids.Select(id => id.ToString("D", CultureInfo.InvariantCulture)))}\"]");
            Together(() => _connection.Execute(sql, parameters));
        }
    }

    private void Together(Action writes)
    {
        _connection.Execute("BEGIN IMMEDIATE");
        writes();
        _connection.Execute("COMMIT;");
    }
}

/// <summary>A file that a row names.</summary>
/// <param name="Text">The id, as the row has it.</param>
/// <param name="Id">The same.</param>
/// <param name="Length">Bytes; null when the row does not say.</param>
/// <param name="Digest">SHA-256; null when the row does not say.</param>
internal sealed record SnapshotFile(string Text, Guid Id, long? Length, byte[]? Digest);

/// <summary>Why a media went, as the row has it.</summary>
internal sealed record ForgottenLine(string MediaId, long ForgottenAt, string Reason, string Type, long Length, long Origin);
