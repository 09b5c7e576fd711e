using System.CommandLine;
using System.Globalization;

namespace MediaNode.Cli.Quarantines;

/// <summary><c>quarantine list | show | add | release</c>: content that a node neither takes nor gives out, by its digest.</summary>
internal sealed class QuarantineVerbs(NodeOptions options)
{
    private const string Example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const int PageSize = 100;

    public Verb Quarantine() => new(
        "quarantine",
        "Block content by its digest, list what is blocked, release it. Only an administrator may.",
        "medianode quarantine list",
        "medianode quarantine add 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10 --reason \"Reported by a customer\"")
    {
        options.Url, options.Json, List(), Show(), Add(), Release(),
    };

    private Verb List()
    {
        var state = new Option<string>("--state") { Description = "Which: blocked, released or all.", HelpName = "STATE", DefaultValueFactory = _ => "blocked" };
        state.AcceptOnlyFromAmong("blocked", "released", "all");
        var limit = new Option<int>("--limit") { Description = "How many to list.", HelpName = "N", DefaultValueFactory = _ => PageSize };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, CultureInfo.InvariantCulture, out var given) || given < 1))
            {
                result.AddError("--limit must be a number from 1 on.");
            }
        });
        var command = new Verb("list", "List the content that is blocked.", "medianode quarantine list", "medianode quarantine list --state released --json")
        {
            state, limit,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var page = await WalkAsync(node, parsed.GetRequiredValue(state), parsed.GetValue(limit), cancellationToken);
            output.Table([["DIGEST", "STATE", "MEDIA", "SIZE", "SINCE (UTC)", "BY", "REASON"], .. page.Quarantined.Select(Row)]);
            if (page.Next is not null)
            {
                output.Remark("There is more: raise --limit.");
            }

            output.Document(page, CliJson.Default.QuarantinePage);
            return ExitCode.Ok;
        });
        return command;
    }

    private Verb Show()
    {
        var digest = Digest();
        var command = new Verb("show", "Show why content is blocked, by whom, and which media have it.", $"medianode quarantine show {Example}") { digest };
        command.SetAction((parsed, cancellationToken) => OneAsync(
            parsed, node => node.SendAsync(HttpMethod.Get, PathOf(parsed.GetRequiredValue(digest)), cancellationToken), cancellationToken));
        return command;
    }

    private Verb Add()
    {
        var content = new Argument<string>("ID|DIGEST") { Description = "A media whose content is to be blocked, or the SHA-256 of content: 64 hexadecimal digits." };
        var reason = new Option<string>("--reason") { Description = "Why, in words; whoever is refused reads it.", HelpName = "TEXT", Required = true };
        var command = new Verb(
            "add",
            "Block content: it is not taken, given out or sent any more, under whatever id.",
            "medianode quarantine add 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10 --reason \"Reported by a customer\"",
            $"medianode quarantine add {Example} --reason \"On the list of March\"")
        {
            content, reason,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (given, why) = (parsed.GetRequiredValue(content), parsed.GetRequiredValue(reason));
            var order = Guid.TryParseExact(given, "D", out _) ? new QuarantineOrder(given, null, why) : new QuarantineOrder(null, given, why);
            return OneAsync(
                parsed, node => node.SendAsync(HttpMethod.Post, "api/quarantine", order, CliJson.Default.QuarantineOrder, cancellationToken), cancellationToken);
        });
        return command;
    }

    private Verb Release()
    {
        var digest = Digest();
        var command = new Verb(
            "release", "Release content: from then on it is treated as any other, and no scanner blocks it again.", $"medianode quarantine release {Example}")
        {
            digest,
        };
        command.SetAction((parsed, cancellationToken) => OneAsync(
            parsed, node => node.SendAsync(HttpMethod.Delete, PathOf(parsed.GetRequiredValue(digest)), cancellationToken), cancellationToken));
        return command;
    }

    private static Argument<string> Digest() => new("DIGEST") { Description = "The SHA-256 of the content: 64 hexadecimal digits, as 'quarantine list' prints it." };

    private static string PathOf(string digest) => $"api/quarantine/{Uri.EscapeDataString(digest)}";

    private async Task<int> OneAsync(ParseResult parsed, Func<NodeClient, Task<HttpResponseMessage>> ask, CancellationToken cancellationToken)
    {
        var output = options.OutputFor(parsed);
        using var node = options.ConnectLoggedIn(parsed);
        using var answer = await ask(node);
        var content = await node.ReadAsync(answer, CliJson.Default.QuarantinedContent, cancellationToken);
        output.Line($"{content.Digest}  {content.State}");
        output.Line($"Blocked {Time(content.At)} by {Who(content)}: {content.Reason}");
        if (content.ReleasedAt is { } released)
        {
            output.Line($"Released {Time(released)} by {content.ReleasedBy}.");
        }

        if (content.Media is { } media)
        {
            output.Line($"{media} media have it, {HumanSize.Of(content.Bytes ?? 0)}.");
        }

        foreach (var id in content.Ids ?? [])
        {
            output.Line($"  {id}");
        }

        if (content.Next is not null)
        {
            output.Remark("More media have it than are listed here.");
        }

        output.Document(content, CliJson.Default.QuarantinedContent);
        return ExitCode.Ok;
    }

    private static async Task<QuarantinePage> WalkAsync(NodeClient node, string state, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<QuarantinedContent>();
        for (long? after = 0; ;)
        {
            var wanted = Math.Min(limit - rows.Count, PageSize);
            using var answer = await node.SendAsync(
                HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/quarantine?state={state}&limit={wanted}&after={after}"), cancellationToken);
            var page = await node.ReadAsync(answer, CliJson.Default.QuarantinePage, cancellationToken);
            if (page.Next is not null && page.Next == after)
            {
                // The same cursor twice would be asked for without end.
                throw node.Stranger(answer);
            }

            rows.AddRange(page.Quarantined);
            after = page.Next;
            if (after is null || rows.Count >= limit)
            {
                return new QuarantinePage(rows, after);
            }
        }
    }

    private static string[] Row(QuarantinedContent row) =>
        [row.Digest, row.State, $"{row.Media}", HumanSize.Of(row.Bytes ?? 0), Time(row.At), Who(row), row.Reason];

    private static string Who(QuarantinedContent row) => row.By ?? $"the {row.Source}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
