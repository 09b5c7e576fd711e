using System.CommandLine;

namespace MediaNode.Cli.Volumes;

/// <summary><c>reconcile</c>: has the node hold rows and files against each other, and tells what it found.</summary>
internal sealed class ReconcileVerb(NodeOptions options)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public Verb Build()
    {
        var fix = new Option<bool>("--fix") { Description = "Remove files that no row knows (see Reconciling:OrphanGrace), and offer again what was damaged and is sound." };
        var quick = new Option<bool>("--quick") { Description = "Read no byte: only whether files are there and as long as they were." };
        var adopt = new Option<bool>("--adopt") { Description = "Make media of files in outgoing/ that no row knows." };
        var force = new Option<bool>("--force") { Description = "Go on where more than a tenth is gone at once, or would be removed." };
        var status = new Option<bool>("--status") { Description = "Begin nothing: only tell of the last pass, and of the scrubber's." };
        var command = new Verb(
            "reconcile",
            "Hold rows and files against each other: what is missing, damaged, or known to nobody. Exit code 3: complete, but media are missing or damaged.",
            "medianode reconcile --quick",
            "medianode reconcile",
            "medianode reconcile --fix",
            "medianode reconcile --status")
        {
            options.Url, options.Json, fix, quick, adopt, force, status,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(status) && new[] { fix, quick, adopt, force }.Any(result.GetValue))
            {
                result.AddError("--status begins no pass, and so goes with none of the others.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            if (parsed.GetValue(status))
            {
                await TellAsync(node, output, cancellationToken);
                return ExitCode.Ok;
            }

            var pass = await RunAsync(
                node, new ReconcileRequest(parsed.GetValue(fix), parsed.GetValue(quick), parsed.GetValue(adopt), parsed.GetValue(force)), cancellationToken);
            Show(output, pass);
            output.Document(pass, CliJson.Default.ReconcileReport);
            return pass.Status != "complete" ? ExitCode.Refused : IsSound(pass) ? ExitCode.Ok : ExitCode.Incomplete;
        });
        return command;
    }

    // A rendition is made again, and of what no row knows nobody misses anything.
    private static bool IsSound(ReconcileReport pass) => !pass.Findings.Any(row => row.Finding is "missing" or "damaged" or "unreadable" && row.Count > row.Mended);

    private static async Task<ReconcileReport> RunAsync(NodeClient node, ReconcileRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/reconcile") { Content = NodeClient.Json(request, CliJson.Default.ReconcileRequest) };
        using var begun = await node.SendAsync(message, cancellationToken);
        var pass = (await node.ReadAsync(begun, CliJson.Default.ReconcileAnswer, cancellationToken)).Reconcile ?? throw node.Stranger(begun);
        while (pass.Status == "processing")
        {
            await Task.Delay(_look, TimeProvider.System, cancellationToken); // It is another process that is waited for.
            using var answer = await node.SendAsync(HttpMethod.Get, "api/reconcile", cancellationToken);
            pass = (await node.ReadAsync(answer, CliJson.Default.ReconcileAnswer, cancellationToken)).Reconcile ?? throw node.Stranger(answer);
        }

        return pass;
    }

    private static void Show(Output output, ReconcileReport pass)
    {
        output.Line($"{pass.Looked} looked at, {HumanSize.Of(pass.Bytes)} read.");
        if (pass.Findings.Count == 0 && pass.Status == "complete")
        {
            output.Line("All is as it should be.");
        }

        if (pass.Findings.Count > 0)
        {
            output.Table([["FINDING", "COUNT", "MENDED"], .. pass.Findings.Select(row => (string[])[row.Finding, $"{row.Count}", $"{row.Mended}"])]);
            output.Table(
            [
                ["FINDING", "SUBJECT", "WHAT"],
                .. pass.Findings.SelectMany(row => row.First.Select(one => (string[])[row.Finding, one.Subject, one.What])),
            ]);
        }

        if (pass.Fault is { } fault)
        {
            output.Remark(fault);
        }
    }

    private static async Task TellAsync(NodeClient node, Output output, CancellationToken cancellationToken)
    {
        using var answer = await node.SendAsync(HttpMethod.Get, "api/reconcile", cancellationToken);
        var last = await node.ReadAsync(answer, CliJson.Default.ReconcileAnswer, cancellationToken);
        foreach (var (name, pass) in new[] { ("reconcile", last.Reconcile), ("scrub", last.Scrub) })
        {
            if (pass is null)
            {
                output.Line($"{name}: there was none yet.");
                continue;
            }

            output.Line($"{name}: {pass.Status}, begun {pass.StartedAt:u} by {(pass.AskedBy == "clock" ? "the clock" : "an operator")}.");
            Show(output, pass);
        }

        output.Document(last, CliJson.Default.ReconcileAnswer);
    }
}
