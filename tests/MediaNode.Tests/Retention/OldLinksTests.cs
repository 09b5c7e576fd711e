using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

/// <summary>Links are no register of all that was ever sent: what nothing hangs on is forgotten.</summary>
public sealed class OldLinksTests
{
    [Fact]
    public async Task A_link_goes_once_nothing_hangs_on_it_and_it_is_too_old_to_be_asked_for()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:KeepReasonsFor=10.00:00:00"]);
        var kept = await node.UploadAsync();
        await AddAsync(node, "failed", wanted: false, media: null);
        await AddAsync(node, "waiting", wanted: true, media: null);
        await AddAsync(node, "offered", wanted: false, kept);
        await AddAsync(node, "gone", wanted: false, media: "0198f7a0-0000-7000-8000-000000000001");
        await node.ChangeAsync("INSERT INTO attempts (subject, at, reason) SELECT 'link:' || id, 1, 'no answer' FROM links");

        node.Clock.Advance(TimeSpan.FromDays(9));
        (await ForgetAsync(node)).ShouldBe(0);
        node.Clock.Advance(TimeSpan.FromDays(2));
        await AddAsync(node, "young", wanted: false, media: null);
        (await ForgetAsync(node)).ShouldBeLessThanOrEqualTo(2); // The stage may have been quicker.

        node.Read<string>("SELECT group_concat(url) FROM (SELECT url FROM links ORDER BY id)").ShouldBe("waiting,offered,young");
        node.Read<long>("SELECT COUNT(*) FROM attempts").ShouldBe(2);
    }

    [Fact]
    public async Task Any_number_of_links_goes_in_batches_that_let_others_in_between()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:KeepReasonsFor=10.00:00:00"]);
        await node.ChangeAsync(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234)
            INSERT INTO links (url, provider, credentials, origin, state, revision, leased_until, due_at, attempts, fresh_until)
            SELECT 'https://files.example/' || i, '', 0, '', CASE WHEN i % 100 = 0 THEN 1 ELSE 0 END, 0, 0, 0, 0, 0 FROM n
            """);

        await ForgetAsync(node);

        node.Read<long>("SELECT COUNT(*) FROM links").ShouldBe(12);
    }

    private static Task<int> ForgetAsync(RetentionNode node) =>
        node.Node.Part<OldLinks>().ForgetAsync(node.Clock.GetUtcNow() - TimeSpan.FromDays(10), TestContext.Current.CancellationToken);

    private static Task AddAsync(RetentionNode node, string url, bool wanted, string? media) => node.ChangeAsync(
        """
        INSERT INTO links (url, provider, credentials, origin, state, revision, leased_until, due_at, attempts, fresh_until, media_id)
        VALUES (@Url, '', 0, '', @State, 0, 0, @Due, 0, 0, @Media)
        """,
        new { Url = url, State = wanted ? 1 : 0, Due = node.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Media = media });
}
