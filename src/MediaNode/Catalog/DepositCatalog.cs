using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The deposits there are, and who is lodging one: each is lodged once, whoever asks.</summary>
/// <remarks>The row is the lease, as with renditions: only the holder of the present revision can finish.</remarks>
internal sealed class DepositCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    private static readonly string _mediaIsThere =
        $"EXISTS (SELECT 1 FROM media WHERE media.id = @MediaId AND media.state <> {(int)MediaState.Deleting})";

    private static readonly string _ours = $"id = @Id AND revision = @Revision AND state = {(int)DepositState.Lodging}";

    /// <param name="wanted">The deposit, or what it is to be where there is none for its rendition and digest.</param>
    /// <param name="lease">For how long nobody else may try.</param>
    /// <param name="margin">How much longer it must be lodged to be left as it is.</param>
    public Task<DepositClaim> ClaimAsync(Deposit wanted, TimeSpan lease, TimeSpan margin) => writer.WriteAsync<DepositClaim>(connection =>
    {
        var now = clock.GetUtcNow();
        var media = wanted.Rendition.MediaId.ToString();
        if (connection.ExecuteScalar<bool>($"SELECT NOT {_mediaIsThere}", new { MediaId = media }))
        {
            return new DepositClaim.Gone();
        }

        var row = Find(connection, wanted.Rendition, wanted.Digest);
        if (row is null)
        {
            Insert(connection, wanted, now + lease);
            return new DepositClaim.Yours(Find(connection, wanted.Rendition, wanted.Digest)!.ToDeposit(), MayHaveBegun: false);
        }

        var deposit = row.ToDeposit();
        if (deposit.State == DepositState.Gone || deposit.WrappedKey is null)
        {
            return new DepositClaim.Gone();
        }

        if (IsGood(deposit, now, margin))
        {
            return new DepositClaim.Settled(deposit);
        }

        if (deposit.State == DepositState.Lodging && DateTimeOffset.FromUnixTimeMilliseconds(row.LeasedUntil) is var leased && leased > now)
        {
            return new DepositClaim.Busy(leased);
        }

        if (deposit.State == DepositState.Lodging && deposit.DueAt > now)
        {
            return new DepositClaim.TooEarly(deposit);
        }

        connection.Execute(
            $"UPDATE deposits SET state = {(int)DepositState.Lodging}, revision = revision + 1, leased_until = @Until WHERE id = @Id",
            new { deposit.Id, Until = (now + lease).ToUnixTimeMilliseconds() });
        return new DepositClaim.Yours(
            deposit with { State = DepositState.Lodging, Revision = deposit.Revision + 1 }, MayHaveBegun: deposit.State == DepositState.Lodging);
    });

    /// <summary>Asks for more time.</summary>
    /// <returns>Whether it is still ours.</returns>
    public Task<bool> ProlongAsync(Deposit deposit, TimeSpan lease) => writer.WriteAsync(connection =>
        connection.Execute(
            $"UPDATE deposits SET leased_until = @Until WHERE {_ours}",
            new { deposit.Id, deposit.Revision, Until = (clock.GetUtcNow() + lease).ToUnixTimeMilliseconds() }) == 1);

    /// <summary>It is lodged.</summary>
    /// <param name="lodged">With all that the upstream told, and the revision it was claimed under.</param>
    /// <returns>As it is in the catalogue now; null when it was not ours any more, or the media not there.</returns>
    public Task<Deposit?> FinishAsync(Deposit lodged) => writer.WriteAsync(connection =>
    {
        var done = connection.Execute(
            $"""
            UPDATE deposits SET state = {(int)DepositState.Lodged}, leased_until = 0, due_at = 0, attempts = 0, reason = NULL, url = @Url,
                direct_path = @DirectPath, lodged_at = @LodgedAt, expires_at = @ExpiresAt, lodgings = lodgings + 1,
                sealed_digest = @SealedDigest, sealed_length = @SealedLength, sidecar = @Sidecar
            WHERE {_ours} AND {_mediaIsThere}
            """,
            new
            {
                lodged.Id,
                lodged.Revision,
                MediaId = lodged.Rendition.MediaId.ToString(),
                lodged.Url,
                lodged.DirectPath,
                LodgedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                ExpiresAt = lodged.ExpiresAt?.ToUnixTimeMilliseconds(),
                lodged.SealedDigest,
                lodged.SealedLength,
                lodged.Sidecar,
            });
        return done == 1 ? Find(connection, lodged.Id)?.ToDeposit() : null;
    });

    /// <summary>It could not be lodged: the reason is kept, and nobody tries before <paramref name="dueAt"/>.</summary>
    public Task<bool> FailAsync(Deposit deposit, string reason, DateTimeOffset dueAt) => writer.WriteAsync(connection =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var done = connection.Execute(
            $"UPDATE deposits SET leased_until = 0, attempts = attempts + 1, reason = @Reason, due_at = @DueAt WHERE {_ours}",
            new { deposit.Id, deposit.Revision, Reason = reason, DueAt = dueAt.ToUnixTimeMilliseconds() });
        if (done == 1)
        {
            AttemptRows.Add(connection, [deposit.Id], now, reason);
        }

        return done == 1;
    });

    /// <summary>Gives the lease back: it was no failure, and whoever comes next may go ahead.</summary>
    public Task<bool> ReleaseAsync(Deposit deposit) => writer.WriteAsync(connection =>
        connection.Execute($"UPDATE deposits SET leased_until = 0 WHERE {_ours}", new { deposit.Id, deposit.Revision }) == 1);

    /// <summary>At a start: whoever held a lease is no more.</summary>
    public Task<int> ReleaseAllAsync() => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE deposits SET leased_until = 0, revision = revision + 1 WHERE state = {(int)DepositState.Lodging} AND leased_until > 0"));

    /// <summary>The media is being deleted: its keys are forgotten.</summary>
    /// <returns>The ids of its deposits.</returns>
    public Task<IReadOnlyList<string>> ForgetAsync(MediaId media) => writer.WriteAsync<IReadOnlyList<string>>(connection =>
    {
        connection.Execute(
            $"""
            UPDATE deposits SET state = {(int)DepositState.Gone}, media_key = NULL, leased_until = 0, revision = revision + 1
            WHERE media_id = @Id AND state <> {(int)DepositState.Gone}
            """,
            new { Id = media.ToString() });
        return [.. connection.Query<string>("SELECT id FROM deposits WHERE media_id = @Id", new { Id = media.ToString() })];
    });

    /// <summary>Forgets the deposits of media that are gone, as are all messages that brought them: nobody can ask for those again.</summary>
    public static void RemoveUnused(SqliteConnection connection, IEnumerable<string> media)
    {
        const string unused = "media_id IN (SELECT value FROM json_each(@Ids)) AND state = 2 AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.media_id = deposits.media_id)";
        connection.Execute(
            $"DELETE FROM attempts WHERE subject IN (SELECT id FROM deposits WHERE {unused}); DELETE FROM deposits WHERE {unused};",
            new { Ids = $"[\"{string.Join("\",\"", media)}\"]" });
    }

    public Deposit? Find(string id)
    {
        using var connection = file.OpenForReading();
        return Find(connection, id)?.ToDeposit();
    }

    /// <returns>The deposit of these bytes; other bytes of the same rendition are another.</returns>
    public Deposit? Find(RenditionKey rendition, byte[] digest)
    {
        using var connection = file.OpenForReading();
        return Find(connection, rendition, digest)?.ToDeposit();
    }

    /// <summary>Every deposit of a media, the latest first.</summary>
    public IReadOnlyList<Deposit> Of(MediaId media)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<DepositRow>(
                $"SELECT {DepositRow.Columns} FROM deposits WHERE media_id = @Id ORDER BY id DESC", new { Id = media.ToString() })
                .Select(row => row.ToDeposit()),
        ];
    }

    private static bool IsGood(Deposit deposit, DateTimeOffset now, TimeSpan margin) =>
        deposit.State == DepositState.Lodged && deposit.ExpiresAt - margin > now;

    private static DepositRow? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<DepositRow>($"SELECT {DepositRow.Columns} FROM deposits WHERE id = @Id", new { Id = id });

    private static DepositRow? Find(SqliteConnection connection, RenditionKey rendition, byte[] digest) =>
        connection.QuerySingleOrDefault<DepositRow>(
            $"""
            SELECT {DepositRow.Columns} FROM deposits
            WHERE media_id = @MediaId AND kind = @Kind AND policy = @Policy AND digest = @Digest
            """,
            new { MediaId = rendition.MediaId.ToString(), rendition.Kind, rendition.Policy, Digest = digest });

    private static void Insert(SqliteConnection connection, Deposit deposit, DateTimeOffset until) => connection.Execute(
        $"""
        INSERT INTO deposits (id, media_id, kind, policy, digest, length, type, media_key, key_made_at, state, revision, leased_until, due_at,
            attempts, lodgings)
        VALUES (@Id, @MediaId, @Kind, @Policy, @Digest, @Length, @Type, @WrappedKey, @KeyMadeAt, {(int)DepositState.Lodging}, 1, @Until, 0, 0, 0)
        """,
        new
        {
            deposit.Id,
            MediaId = deposit.Rendition.MediaId.ToString(),
            deposit.Rendition.Kind,
            deposit.Rendition.Policy,
            deposit.Digest,
            deposit.Length,
            deposit.Type,
            deposit.WrappedKey,
            KeyMadeAt = deposit.KeyMadeAt.ToUnixTimeMilliseconds(),
            Until = until.ToUnixTimeMilliseconds(),
        });
}
