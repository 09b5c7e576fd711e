using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The renditions there are, and who is making one: each is made once, whoever asks and from however many nodes.</summary>
/// <remarks>
/// The row is the lease. Whoever claims it raises its revision; only the holder of the present revision can finish, so that one who was
/// slow, and lost the lease to another, changes nothing.
/// </remarks>
internal sealed class RenditionCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    private const string ThisOne = "media_id = @MediaId AND kind = @Kind AND policy = @Policy";

    /// <param name="key">Which.</param>
    /// <param name="lease">For how long nobody else may try.</param>
    public Task<RenditionClaim> ClaimAsync(RenditionKey key, TimeSpan lease) => writer.WriteAsync<RenditionClaim>(connection =>
    {
        var now = clock.GetUtcNow();
        var until = now + lease;
        var id = RowId(key);
        var row = connection.QuerySingleOrDefault<RenditionRow>($"SELECT {RenditionRow.Columns} FROM renditions WHERE {ThisOne}", id);
        if (row is null)
        {
            var made = connection.Execute(
                $"""
                INSERT INTO renditions (media_id, kind, policy, state, revision, leased_until)
                SELECT @MediaId, @Kind, @Policy, {(int)RenditionState.Making}, 1, @Until
                WHERE EXISTS (SELECT 1 FROM media WHERE id = @MediaId AND state <> {(int)MediaState.Deleting})
                """,
                new { id.MediaId, id.Kind, id.Policy, Until = until.ToUnixTimeMilliseconds() });
            return made == 1 ? new RenditionClaim.Yours(1) : new RenditionClaim.Gone();
        }

        var rendition = row.ToRendition();
        if (rendition.State is RenditionState.Ready or RenditionState.Refused)
        {
            return new RenditionClaim.Settled(rendition);
        }

        var leased = DateTimeOffset.FromUnixTimeMilliseconds(row.LeasedUntil);
        if (rendition.State == RenditionState.Making && leased > now)
        {
            return new RenditionClaim.Busy(leased);
        }

        connection.Execute(
            $"UPDATE renditions SET state = {(int)RenditionState.Making}, revision = revision + 1, leased_until = @Until WHERE {ThisOne}",
            new { id.MediaId, id.Kind, id.Policy, Until = until.ToUnixTimeMilliseconds() });
        return new RenditionClaim.Yours(row.Revision + 1);
    });

    /// <summary>Asks for more time.</summary>
    /// <returns>Whether it is still ours.</returns>
    public Task<bool> ProlongAsync(RenditionKey key, long revision, TimeSpan lease) => writer.WriteAsync(connection =>
        connection.Execute(
            $"UPDATE renditions SET leased_until = @Until WHERE {ThisOne} AND revision = @Revision AND state = {(int)RenditionState.Making}",
            With(key, revision, new { Until = (clock.GetUtcNow() + lease).ToUnixTimeMilliseconds() })) == 1);

    /// <summary>Settles a rendition.</summary>
    /// <returns>Whether it was still ours and the media still there. If not, what was made must go.</returns>
    public Task<bool> FinishAsync(Rendition rendition, long revision) => writer.WriteAsync(connection =>
        connection.Execute(
            $"""
            UPDATE renditions SET state = @State, leased_until = 0, blob = @Blob, thumbnail = @Thumbnail, type = @Type, length = @Length,
                digest = @Digest, receipt = @Receipt, made_at = @MadeAt
            WHERE {ThisOne} AND revision = @Revision AND state = {(int)RenditionState.Making}
                AND EXISTS (SELECT 1 FROM media WHERE id = @MediaId AND state <> {(int)MediaState.Deleting})
            """,
            With(rendition.Key, revision, new
            {
                State = (int)rendition.State,
                Blob = rendition.Blob?.ToString("D"),
                Thumbnail = rendition.Thumbnail?.ToString("D"),
                rendition.Type,
                Length = rendition.Type is null ? (long?)null : rendition.Length,
                rendition.Digest,
                rendition.Receipt,
                MadeAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            })) == 1);

    /// <summary>Takes a rendition back whose bytes are gone or damaged, so that it is made again.</summary>
    /// <returns>Whether it was still as it had been seen.</returns>
    public Task<bool> TakeBackAsync(Rendition seen) => writer.WriteAsync(connection =>
        connection.Execute(
            $"""
            UPDATE renditions SET state = {(int)RenditionState.Failed}, blob = NULL, thumbnail = NULL, type = NULL, length = NULL, digest = NULL
            WHERE {ThisOne} AND state = {(int)RenditionState.Ready} AND made_at = @MadeAt
            """,
            With(seen.Key, 0, new { MadeAt = seen.MadeAt?.ToUnixTimeMilliseconds() })) == 1);

    public Rendition? Find(RenditionKey key)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<RenditionRow>($"SELECT {RenditionRow.Columns} FROM renditions WHERE {ThisOne}", RowId(key))?.ToRendition();
    }

    /// <summary>Every rendition of a media, the latest of a kind first.</summary>
    public IReadOnlyList<Rendition> Of(MediaId media)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<RenditionRow>(
                $"SELECT {RenditionRow.Columns} FROM renditions WHERE media_id = @Id ORDER BY kind, made_at DESC", new { Id = media.ToString() })
                .Select(row => row.ToRendition()),
        ];
    }

    /// <returns>Whether a rendition has this blob, as its bytes or as its thumbnail.</returns>
    public bool KnowsBlob(Guid blob)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM renditions WHERE blob = @Id) OR EXISTS (SELECT 1 FROM renditions WHERE thumbnail = @Id)",
            new { Id = blob.ToString("D") });
    }

    /// <summary>What inspection measured of a media, as JSON; null when nobody has looked, or there is no such media.</summary>
    public string? FactsOf(MediaId media)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<string?>("SELECT facts FROM media WHERE id = @Id", new { Id = media.ToString() });
    }

    public Task<bool> KeepFactsAsync(MediaId media, string facts) => writer.WriteAsync(connection =>
        connection.Execute("UPDATE media SET facts = @Facts WHERE id = @Id", new { Id = media.ToString(), Facts = facts }) == 1);

    private static RenditionId RowId(RenditionKey key) => new(key.MediaId.ToString(), key.Kind, key.Policy);

    private static DynamicParameters With(RenditionKey key, long revision, object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.AddDynamicParams(RowId(key));
        parameters.Add("Revision", revision);
        return parameters;
    }

    private sealed record RenditionId(string MediaId, string Kind, string Policy);

    private sealed record RenditionRow
    {
        public const string Columns =
            "media_id MediaId, kind Kind, policy Policy, state State, revision Revision, leased_until LeasedUntil, blob Blob, "
            + "thumbnail Thumbnail, type Type, length Length, digest Digest, receipt Receipt, made_at MadeAt";

        public string MediaId { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Policy { get; init; } = "";

        public long State { get; init; }

        public long Revision { get; init; }

        public long LeasedUntil { get; init; }

        public string? Blob { get; init; }

        public string? Thumbnail { get; init; }

        public string? Type { get; init; }

        public long? Length { get; init; }

        public byte[]? Digest { get; init; }

        public string? Receipt { get; init; }

        public long? MadeAt { get; init; }

        public Rendition ToRendition() => new()
        {
            Key = new RenditionKey(new MediaId(Guid.ParseExact(MediaId, "D")), Kind, Policy),
            State = (RenditionState)State,
            Blob = Blob is null ? null : Guid.ParseExact(Blob, "D"),
            Thumbnail = Thumbnail is null ? null : Guid.ParseExact(Thumbnail, "D"),
            Type = Type,
            Length = Length ?? 0,
            Digest = Digest,
            Receipt = Receipt,
            MadeAt = MadeAt is { } made ? DateTimeOffset.FromUnixTimeMilliseconds(made) : null,
        };
    }
}
