using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNode.Formats.Limits;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media check</c>: asks a node whether WhatsApp would take files. Nothing of them is kept there.</summary>
internal sealed class CheckVerb(CliHost host, NodeOptions options)
{
    private const string No = "no";

    public Verb Build()
    {
        var files = new Argument<string[]>("FILE") { Description = "The files to ask about.", Arity = ArgumentArity.OneOrMore };
        var kind = new Option<string?>("--kind")
        {
            Description = "What they would be sent as. Default: by their content, as image, video, audio or document.",
            HelpName = "KIND",
        };
        kind.AcceptOnlyFromAmong([.. Kinds.All.Select(Kinds.NameOf)]);
        var processing = new Option<string?>("--processing")
        {
            Description = "fix: what can be mended counts as taken. strict: only what fits as it is. Default: the node's setting.",
            HelpName = "MODE",
        };
        processing.AcceptOnlyFromAmong("fix", "strict");
        var type = MediaVerbs.Type("The media type that they would be sent with. Default: none is claimed; they are judged by their content.");
        var command = new Verb(
            "check",
            "Ask whether WhatsApp would take files: what was found, what would change, and how to get there. Nothing is kept. "
            + "Exit code 1 when something would be refused.",
            "medianode media check photo.heic clip.mov",
            "medianode media check recording.m4a --kind voice",
            "medianode media check scan.jpg --type image/jpeg",
            "medianode media check *.jpg --processing strict --json")
        {
            files, kind, processing, type,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var path = PathOf(parsed.GetValue(kind), parsed.GetValue(processing));
            var results = new List<CheckResult>();
            var refused = await MediaVerbs.EachAsync(
                parsed.GetRequiredValue(files),
                output,
                results,
                async file =>
                {
                    var answer = await CheckAsync(
                        node, output, path, file, parsed.GetValue(type) ?? FileTypes.Unknown, cancellationToken);
                    Show(output, file, answer);
                    return new CheckResult(file, answer);
                },
                (file, refusal) => new CheckResult(file, Error: refusal));
            output.Document(new CheckDocument(results, refused), CliJson.Default.CheckDocument);
            return refused is null && results.All(result => result.Check?.Verdict != No) ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static string PathOf(string? kind, string? processing)
    {
        string?[] parts = [kind is null ? null : $"kind={kind}", processing is null ? null : $"processing={processing}"];
        var query = string.Join('&', parts.Where(part => part is not null));
        return query.Length == 0 ? "api/media/check" : $"api/media/check?{query}";
    }

    private async Task<CheckAnswer> CheckAsync(
        NodeClient node, Output output, string path, string file, string type, CancellationToken cancellationToken)
    {
        await using var source = LocalFile.Open(host, file);
        long? length = source.CanSeek ? source.Length : null;
        if (length == 0)
        {
            throw new RefusedException(new Refusal("The file is empty", file));
        }

        return await TransferProgress.ShowAsync(host, output, Path.GetFileName(file), length, async progress =>
        {
            using var content = new StreamedContent(source, file, length, progress);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            using var answer = await node.SendAsync(request, cancellationToken);
            return await node.ReadAsync(answer, CliJson.Default.CheckAnswer, cancellationToken);
        });
    }

    private static void Show(Output output, string file, CheckAnswer answer)
    {
        output.Line($"{file}: {InWords(answer)}");
        if (answer.Breaches.Count > 0)
        {
            output.Table([["  RULE", "FOUND", "ACCEPTED", ""], .. answer.Breaches.Select(breach => Row(answer, breach))]);
        }

        foreach (var step in answer.Steps)
        {
            output.Line($"  would be changed: {step.Detail} ({step.Step})");
        }

        foreach (var breach in answer.Breaches.Where(breach => breach.MendedBy is null))
        {
            output.Line($"  {breach.Rule}: {breach.HowTo}");
        }
    }

    private static string InWords(CheckAnswer answer) => answer.Verdict switch
    {
        "yes" => $"yes, as {answer.Kind}",
        "yes-after" => $"yes, as {answer.Kind}, after it is mended",
        _ => $"no, not as {answer.Kind}{(answer.Processing == "strict" ? " with processing strict" : "")}",
    };

    private static string[] Row(CheckAnswer answer, CheckedBreach breach) =>
    [
        "  " + breach.Rule,
        breach.Found,
        breach.Accepted,
        breach.MendedBy is { } step ? $"mended by {step}" : answer.Verdict == No ? "refused" : "told",
    ];
}

/// <summary>What the node says of one file.</summary>
internal sealed record CheckAnswer(
    string Verdict, string Kind, string Processing, JsonElement Facts, IReadOnlyList<CheckedBreach> Breaches,
    IReadOnlyList<CheckedStep> Steps);

internal sealed record CheckedBreach(
    string Rule, string Force, string Found, string Accepted, string HowTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MendedBy = null);

internal sealed record CheckedStep(string Step, string Detail);

internal sealed record CheckDocument(
    IReadOnlyList<CheckResult> Media,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Refusal? Error);

internal sealed record CheckResult(
    string File,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CheckAnswer? Check = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Refusal? Error = null);
