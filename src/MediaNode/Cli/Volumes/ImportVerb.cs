using System.CommandLine;

namespace MediaNode.Cli.Volumes;

/// <summary><c>import</c>: files on the node's machine become media, those named by an id with that id.</summary>
internal sealed class ImportVerb(NodeOptions options)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public Verb Build()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would become of which file." };
        var directory = new Argument<string?>("DIR")
        {
            Description = "A directory on the node's machine, which Reconciling:ImportFrom allows; without it the import directory of the node's data.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Verb(
            "import",
            "Make media of files on the node's machine, such as a volume of the original client. The files stay.",
            "medianode import --dry-run /srv/wamedia",
            "medianode import /srv/wamedia",
            "medianode import")
        {
            directory, options.Url, options.Json, dryRun,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var path = parsed.GetValue(directory) is { } given ? Path.GetFullPath(given) : null;
            var import = await RunAsync(node, new ImportRequest(path, parsed.GetValue(dryRun)), cancellationToken);
            Show(output, import);
            return import.Status == "complete" && import.Refused == 0 ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static async Task<ImportState> RunAsync(NodeClient node, ImportRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/import") { Content = NodeClient.Json(request, CliJson.Default.ImportRequest) };
        using var begun = await node.SendAsync(message, cancellationToken);
        var import = (await node.ReadAsync(begun, CliJson.Default.ImportAnswer, cancellationToken)).Import ?? throw node.Stranger(begun);
        while (import.Status == "processing")
        {
            await Task.Delay(_look, TimeProvider.System, cancellationToken); // It is another process that is waited for.
            using var answer = await node.SendAsync(HttpMethod.Get, "api/import", cancellationToken);
            import = (await node.ReadAsync(answer, CliJson.Default.ImportAnswer, cancellationToken)).Import ?? throw node.Stranger(answer);
        }

        return import;
    }

    private static void Show(Output output, ImportState import)
    {
        output.Line($"{import.Imported} {(import.DryRun ? "would be imported" : "imported")}, {HumanSize.Of(import.Bytes)}; {import.Known} are here already, {import.Refused} refused.");
        if (import.First.Count > 0)
        {
            output.Table([["FILE", "ID", "TYPE", "SIZE"], .. import.First.Select(row => (string[])[row.File, row.Id ?? "", row.Type ?? "", HumanSize.Of(row.Bytes)])]);
        }

        if (import.Refusals.Count > 0)
        {
            output.Table([["REFUSED", "WHY"], .. import.Refusals.Select(row => (string[])[row.File, row.What])]);
        }

        if (import.Fault is { } fault)
        {
            output.Remark(fault);
        }

        output.Document(import, CliJson.Default.ImportState);
    }
}
