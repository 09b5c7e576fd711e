using System.CommandLine;
using System.Globalization;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media ls</c>: walks the node's pages until it has as many as asked for.</summary>
internal sealed class ListVerb(NodeOptions options)
{
    private const int PageSize = 100; // Small enough to answer at once, large enough that a thousand rows are ten calls.

    public Verb Build()
    {
        var limit = new Option<int>("--limit") { Description = "How many to list.", HelpName = "N", DefaultValueFactory = _ => 100 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, CultureInfo.InvariantCulture, out var given) || given < 1))
            {
                result.AddError("--limit must be a number from 1 on.");
            }
        });
        var after = new Option<string?>("--after") { Description = "Start behind this id.", HelpName = "ID" };
        after.Validators.Add(MediaVerbs.CheckIds);
        var command = new Verb(
            "ls",
            "List the media that the node keeps.",
            "medianode media ls --limit 1000",
            "medianode media ls --json --after 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10")
        {
            limit, after,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var (media, next) = await WalkAsync(node, parsed.GetValue(limit), parsed.GetValue(after), cancellationToken);
            output.Table([["ID", "TYPE", "SIZE", "STATE", "CREATED (UTC)"], .. media.Select(Row)]);
            if (next is not null)
            {
                output.Remark($"There is more: --after {next}");
            }

            output.Document(new MediaListDocument(media, next), CliJson.Default.MediaListDocument);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<(List<ListedMedia> Media, string? Next)> WalkAsync(
        NodeClient node, int limit, string? after, CancellationToken cancellationToken)
    {
        var media = new List<ListedMedia>();
        while (true)
        {
            var wanted = Math.Min(limit - media.Count, PageSize);
            var path = $"api/media?limit={wanted}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
            using var answer = await node.SendAsync(HttpMethod.Get, path, cancellationToken);
            var page = await node.ReadAsync(answer, CliJson.Default.MediaPage, cancellationToken);
            if (page.Next is not null && page.Next == after)
            {
                // The same cursor twice would be asked for without end.
                throw node.Stranger(answer);
            }

            var rows = page.Media;
            media.AddRange(rows.Take(wanted));
            after = rows.Count > wanted ? rows[wanted - 1].Id : page.Next;
            if (after is null || media.Count >= limit)
            {
                return (media, after);
            }
        }
    }

    private static string[] Row(ListedMedia media) =>
    [
        media.Id,
        media.Type,
        HumanSize.Of(media.Length),
        media.State,
        media.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
    ];
}

internal sealed record MediaPage(IReadOnlyList<ListedMedia> Media, string? Next = null);

/// <summary>A media as the node lists it, and as <c>--json</c> passes it on.</summary>
internal sealed record ListedMedia(string Id, string Type, long Length, string? Digest, string State, DateTimeOffset CreatedAt);

internal sealed record MediaListDocument(IReadOnlyList<ListedMedia> Media, string? Next);
