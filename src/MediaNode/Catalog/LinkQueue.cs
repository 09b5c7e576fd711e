using System.Text.Json;
using Dapper;
using MediaNode.Formats.Limits;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The links that are wanted, and the messages that wait for them, as the stage that fetches sees them.</summary>
/// <remarks>As in the queue of messages: a lease is a time in the row, and only the holder of its present revision changes it.</remarks>
internal sealed class LinkQueue(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks, TimeProvider clock) : IDisposable
{
    // The most rows that one write changes, so that accepting a message never waits long behind it.
    private const int MostRows = 2000;

    private const string Waits = "state = 0 AND media_id IS NULL AND link_id = @LinkId";
    private const string Free = "state = 1 AND id NOT IN (SELECT value FROM json_each(@Taken)) AND origin NOT IN (SELECT value FROM json_each(@Full))";
    private const string Ours = "id = @Id AND revision = @Revision";

    private MediaInsert? _insert;

    /// <summary>Takes links that are due, as many as there are places and no more of an origin than its share. One for which nobody waits any more is not wanted.</summary>
    /// <param name="places">Which are taken by those that whoever asks is fetching: a clock that was turned must not have one fetched twice.</param>
    /// <param name="lease">For how long nobody else may take them.</param>
    /// <returns>Perhaps not all that are due.</returns>
    public Task<IReadOnlyList<Link>> ClaimAsync(LinkPlaces places, TimeSpan lease) => writer.WriteAsync<IReadOnlyList<Link>>(connection =>
    {
        var now = Now();
        var links = new List<Link>();
        for (var looks = places.Free; looks > 0; looks--)
        {
            // One by one: each that is taken may be the last of its origin.
            if (connection.QuerySingleOrDefault<LinkRow>(
                $"SELECT {LinkRow.Columns} FROM links WHERE {Free} AND due_at <= @Now AND leased_until <= @Now ORDER BY due_at, id LIMIT 1",
                new { Now = now, Taken = Array(places.Taken), Full = Array(places.Full) }) is not { } row)
            {
                break;
            }

            var waited = connection.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM messages WHERE {Waits})", new { LinkId = row.Id });
            connection.Execute(
                waited ? "UPDATE links SET leased_until = @Until, revision = revision + 1 WHERE id = @Id" : "UPDATE links SET state = 0, leased_until = 0 WHERE id = @Id",
                new { row.Id, Until = now + (long)lease.TotalMilliseconds });
            if (waited)
            {
                places.Take(row.Id, row.Origin);
                links.Add(row.ToLink() with { Revision = row.Revision + 1 });
            }
        }

        return links;
    });

    /// <returns>When the next may be taken that can have a place; null when there is none.</returns>
    public DateTimeOffset? NextDue(LinkPlaces places)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long?>(
            $"SELECT MIN(MAX(due_at, leased_until)) FROM links WHERE {Free}", new { Taken = Array(places.Taken), Full = Array(places.Full) }) is { } due
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : null;
    }

    /// <returns>Whether it is still ours, for so much longer.</returns>
    public Task<bool> ProlongAsync(Link link, TimeSpan lease) => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE links SET leased_until = @Until WHERE {Ours} AND state = 1",
        new { link.Id, link.Revision, Until = Now() + (long)lease.TotalMilliseconds }) == 1);

    /// <summary>Ends every lease: when the stage starts, and so nobody else can hold one.</summary>
    public Task<int> ReleaseAllAsync() => writer.WriteAsync(connection =>
        connection.Execute("UPDATE links SET leased_until = 0 WHERE state = 1 AND leased_until > 0"));

    /// <summary>A media was fetched: its row, and that it is the link's, in one write.</summary>
    /// <param name="link">Which.</param>
    /// <param name="media">Its bytes are durable and not published yet.</param>
    /// <param name="origin">What the origin said.</param>
    /// <returns>False, and nothing is written, when the link is not ours any more, or the content in quarantine.</returns>
    public Task<bool> StoreAsync(Link link, Media media, LinkOrigin origin) => writer.WriteAsync(connection =>
        !QuarantineCatalog.Blocks(connection, media.Digest)
        && Settle(connection, link, media.Id, origin)
        && (_insert ??= new MediaInsert(connection)).Run(media));

    /// <summary>What was there before is what the origin has.</summary>
    public Task<bool> KeepAsync(Link link, MediaId media, LinkOrigin origin) => writer.WriteAsync(connection => Settle(connection, link, media, origin));

    /// <returns>As what messages wait for it, up to one of them; each once.</returns>
    public IReadOnlyList<LinkWait> WaitsOf(long linkId, long upTo)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<(string Kind, long Wish)>(
                $"SELECT DISTINCT kind, link_wish FROM messages WHERE {Waits} AND seq <= @UpTo", new { LinkId = linkId, UpTo = upTo })
                .Select(row => new LinkWait(Kinds.Find(row.Kind)!.Value, (LinkWish)row.Wish)),
        ];
    }

    /// <returns>The last message that waits for it: what comes later may want it as it is then.</returns>
    public long LastOf(long linkId)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long?>($"SELECT MAX(seq) FROM messages WHERE {Waits}", new { LinkId = linkId }) ?? 0;
    }

    /// <summary>The media is there: what waited for the link waits for the media now.</summary>
    /// <returns>How many; there may be more when it is the most that one write changes.</returns>
    public Task<int> MoveAsync(long linkId, LinkWait wait, long upTo, MediaId media, Kind kind) => writer.WriteAsync(connection => connection.Execute(
        $"""
        UPDATE messages SET media_id = @MediaId, kind = @Kind
        WHERE seq IN (SELECT seq FROM messages WHERE {Waits} AND seq <= @UpTo AND kind = @Was AND link_wish = @Wish LIMIT {MostRows})
        """,
        new { LinkId = linkId, UpTo = upTo, MediaId = media.ToString(), Kind = Kinds.NameOf(kind), Was = Kinds.NameOf(wait.Kind), Wish = (int)wait.Wish }));

    /// <summary>What waited for the link fails.</summary>
    /// <param name="linkId">Which.</param>
    /// <param name="wait">Those that take it as that; null for all.</param>
    /// <param name="upTo">The last of them.</param>
    /// <param name="error">Why.</param>
    /// <returns>How many; there may be more when it is the most that one write changes.</returns>
    public Task<int> FailAsync(long linkId, LinkWait? wait, long upTo, MessageError error) => writer.WriteAsync(connection =>
    {
        var failed = connection.Query<long>(
            $"""
            UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, failed_at = @Now, error = @Error
            WHERE seq IN (SELECT seq FROM messages WHERE {Waits} AND seq <= @UpTo{(wait is null ? "" : " AND kind = @Kind AND link_wish = @Wish")} LIMIT {MostRows})
            RETURNING seq
            """,
            new
            {
                LinkId = linkId,
                UpTo = upTo,
                Now = Now(),
                Error = MessageRow.Write(error),
                Kind = wait is null ? "" : Kinds.NameOf(wait.Kind),
                Wish = (int)(wait?.Wish ?? LinkWish.None),
            }).AsList();
        webhooks.AfterFailure(connection, failed);
        return failed.Count;
    });

    /// <summary>It is to be tried again later.</summary>
    /// <param name="link">Which.</param>
    /// <param name="due">When.</param>
    /// <param name="reason">What went wrong.</param>
    /// <param name="counts">Whether it was the link that failed.</param>
    public Task<bool> PostponeAsync(Link link, DateTimeOffset due, string reason, bool counts) => writer.WriteAsync(connection =>
    {
        AttemptRows.Add(connection, [link.Subject], Now(), reason);
        return connection.Execute(
            $"UPDATE links SET leased_until = 0, due_at = @Due, attempts = attempts + @Counts, reason = @Reason WHERE {Ours}",
            new { link.Id, link.Revision, Due = due.ToUnixTimeMilliseconds(), Counts = counts ? 1 : 0, Reason = reason }) == 1;
    });

    /// <summary>What some links waited for has come: they are due now.</summary>
    public async Task WakeAsync(IEnumerable<long> links)
    {
        foreach (var some in links.Chunk(MostRows))
        {
            await writer.WriteAsync(connection => connection.Execute(
                "UPDATE links SET due_at = @Now WHERE state = 1 AND due_at > @Now AND id IN (SELECT value FROM json_each(@Ids))",
                new { Now = Now(), Ids = Array(some) }));
        }
    }

    /// <summary>It is settled for those who waited. If others do now, it is wanted anew.</summary>
    /// <param name="link">Which.</param>
    /// <param name="reason">Why it failed; null when it did not.</param>
    public Task<bool> FinishAsync(Link link, string? reason) => writer.WriteAsync(connection => connection.Execute(
            $"""
            UPDATE links SET leased_until = 0, due_at = @Now, attempts = 0, reason = @Reason,
                state = EXISTS (SELECT 1 FROM messages m WHERE m.state = 0 AND m.media_id IS NULL AND m.link_id = links.id)
            WHERE {Ours}
            """,
            new { link.Id, link.Revision, Now = Now(), Reason = reason }) == 1);

    /// <summary>Adds to what went wrong with it.</summary>
    public Task NoteAsync(Link link, string reason) => writer.WriteAsync(connection =>
    {
        AttemptRows.Add(connection, [link.Subject], Now(), reason);
        return true;
    });

    /// <summary>The provider has other credentials now: what waits is to be fetched with them.</summary>
    /// <returns>How many messages; there may be more when it is the most that one write changes.</returns>
    public Task<int> RekeyAsync(Link link, long credentials) => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE messages SET link_id = @Other WHERE seq IN (SELECT seq FROM messages WHERE {Waits} LIMIT {MostRows})",
        new { LinkId = link.Id, Other = LinkCatalog.Want(connection, link.Key with { Credentials = credentials }, Now()) }));

    public void Dispose() => _insert?.Dispose();

    private bool Settle(SqliteConnection connection, Link link, MediaId media, LinkOrigin origin) => connection.Execute(
        $"UPDATE links SET media_id = @Media, etag = @ETag, last_modified = @LastModified, fresh_until = @FreshUntil, fetched_at = @Now WHERE {Ours}",
        new
        {
            link.Id,
            link.Revision,
            Media = media.ToString(),
            origin.ETag,
            origin.LastModified,
            FreshUntil = origin.FreshUntil.ToUnixTimeMilliseconds(),
            Now = Now(),
        }) == 1;

    private static string Array(IEnumerable<long> values) => $"[{string.Join(',', values)}]";

    private static string Array(IEnumerable<string> values) => $"[{string.Join(',', values.Select(value => $"\"{JsonEncodedText.Encode(value)}\""))}]";

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>What an origin said of its bytes.</summary>
/// <param name="FreshUntil">Until then they need not be asked for again.</param>
/// <param name="ETag">As it wrote it; null for none.</param>
/// <param name="LastModified">The same.</param>
internal sealed record LinkOrigin(DateTimeOffset FreshUntil, string? ETag, string? LastModified);
