using System.CommandLine;
using System.Globalization;

namespace MediaNode.Cli.Volumes;

/// <summary><c>sweep</c>: has the node forget what may go, or only asks what that would be.</summary>
internal sealed class SweepVerb(NodeOptions options)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public Verb Build()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would go, how much, and why." };
        var rules = new Option<string?>("--rules")
        {
            Description = "With --dry-run: these rules in the place of Retention:Rules.",
            HelpName = "RULES",
        };
        var command = new Verb(
            "sweep",
            "Forget media that the rules take and nobody needs; or say which those are.",
            "medianode sweep --dry-run",
            "medianode sweep --dry-run --rules outgoing=30d,incoming/video=14d",
            "medianode sweep")
        {
            options.Url, options.Json, dryRun, rules,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rules) is not null && !result.GetValue(dryRun))
            {
                result.AddError("--rules is for --dry-run; what a sweep goes by is set by Retention:Rules.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            if (parsed.GetValue(dryRun))
            {
                Show(output, await PreviewAsync(node, parsed.GetValue(rules), cancellationToken));
                return ExitCode.Ok;
            }

            var sweep = await RunAsync(node, cancellationToken);
            output.Line($"{sweep.Looked} looked at, {sweep.Forgotten} forgotten, {HumanSize.Of(sweep.Bytes)} freed.");
            if (sweep.Fault is { } fault)
            {
                output.Remark(fault);
            }

            output.Document(sweep, CliJson.Default.SweepReport);
            return sweep.Status == "complete" ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    /// <summary>All parts of the preview as one: the node tells of so many media at a time.</summary>
    private static async Task<SweepPreview> PreviewAsync(NodeClient node, string? rules, CancellationToken cancellationToken)
    {
        SweepPreview? whole = null;
        string? after = null;
        do
        {
            var query = string.Join('&', new[] { ("rules", rules), ("after", after) }.Where(one => one.Item2 is not null)
                .Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
            using var answer = await node.SendAsync(HttpMethod.Get, $"api/retention/preview{(query.Length == 0 ? "" : "?" + query)}", cancellationToken);
            var part = await node.ReadAsync(answer, CliJson.Default.SweepPreview, cancellationToken);
            if (part.Next is not null && part.Next == after)
            {
                // The same cursor twice would be asked for without end.
                throw node.Stranger(answer);
            }

            whole = whole is null ? part : whole.With(part);
            after = part.Next;
        }
        while (after is not null);

        return whole;
    }

    private static async Task<SweepReport> RunAsync(NodeClient node, CancellationToken cancellationToken)
    {
        using var begun = await node.SendAsync(HttpMethod.Post, "api/retention/sweep", cancellationToken);
        var sweep = await node.ReadAsync(begun, CliJson.Default.SweepReport, cancellationToken);
        while (sweep.Status == "processing")
        {
            await Task.Delay(_look, TimeProvider.System, cancellationToken); // It is another process that is waited for.
            using var answer = await node.SendAsync(
                HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/retention/sweeps/{sweep.Id}"), cancellationToken);
            sweep = await node.ReadAsync(answer, CliJson.Default.SweepReport, cancellationToken);
        }

        return sweep;
    }

    private static void Show(Output output, SweepPreview preview)
    {
        output.Line($"Rules: {(preview.Rules.Length == 0 ? "none" : preview.Rules)}. {preview.Looked} media looked at.");
        output.Line($"{preview.Goes.Count} would go, {HumanSize.Of(preview.Goes.Bytes)}; {preview.Needed.Count} more are still needed, {HumanSize.Of(preview.Needed.Bytes)}.");
        if (preview.ByRule.Count > 0)
        {
            output.Table([["RULE", "ORIGIN", "COUNT", "SIZE"], .. preview.ByRule.Select(row => (string[])[row.Rule, row.Origin, $"{row.Count}", HumanSize.Of(row.Bytes)])]);
        }

        if (preview.First.Count > 0)
        {
            output.Table([["ID", "TYPE", "SIZE", "WHY"], .. preview.First.Select(row => (string[])[row.Id, row.Type, HumanSize.Of(row.Bytes), row.Why])]);
        }

        if (preview.VolumeShare is { WhyNone: { } why })
        {
            output.Line($"Retention:VolumeShare takes none. {why}");
        }

        if (preview.VolumeShare is { Unused.Count: > 0 } share)
        {
            output.Line($"The volume is {share.Used} % full, more than {share.Most} %. Until it is below, this would go as well, from the top:");
            output.Table([["UNUSED FOR", "COUNT", "SIZE"], .. share.Unused.Select(row => (string[])[row.For, $"{row.Count}", HumanSize.Of(row.Bytes)])]);
        }

        output.Document(preview, CliJson.Default.SweepPreview);
    }
}
