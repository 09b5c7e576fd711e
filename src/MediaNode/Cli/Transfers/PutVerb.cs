using System.CommandLine;
using System.Text.Json.Serialization;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media put</c>: files, pipes or standard input go to the node, streamed.</summary>
internal sealed class PutVerb(CliHost host, NodeOptions options)
{
    private const string StandardInput = "-";
    private const long AskFirstBytes = 1 << 20; // Above this a refusal before the body is worth a round trip.

    public Verb Build()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "The files to send; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var type = MediaVerbs.Type($"The media type. Default: by the file's extension, else {FileTypes.Unknown}.");
        var command = new Verb(
            "put",
            "Send files to the node, streamed, and print a line for each: its id and its name.",
            "medianode media put photo.jpg voice.ogg",
            "medianode media put scan --type application/pdf",
            "tar c folder | medianode media put - --type application/x-tar")
        {
            files, type,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var results = new List<PutResult>();
            var refused = await MediaVerbs.EachAsync(
                parsed.GetRequiredValue(files),
                output,
                results,
                async file =>
                {
                    var sent = await PutAsync(node, output, file, parsed.GetValue(type), cancellationToken);
                    output.Line($"{sent.Id}  {file}");
                    return sent;
                },
                (file, refusal) => new PutResult(file, Error: refusal));
            output.Document(new PutDocument(results, refused), CliJson.Default.PutDocument);
            return refused is null ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private async Task<PutResult> PutAsync(
        NodeClient node, Output output, string file, string? givenType, CancellationToken cancellationToken)
    {
        var type = givenType ?? (file == StandardInput ? FileTypes.Unknown : FileTypes.Of(file));
        await using var source = file == StandardInput ? host.OpenInput() : LocalFile.Open(host, file);
        long? length = source.CanSeek && file != StandardInput ? source.Length : null;
        return await TransferProgress.ShowAsync(host, output, Path.GetFileName(file), length, async progress =>
        {
            using var content = new StreamedContent(source, file, length, progress);
            // Verbatim: the parsed form would rewrite the spacing of parameters.
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/media") { Content = content };
            request.Headers.ExpectContinue = length is not < AskFirstBytes;
            using var answer = await node.SendAsync(request, cancellationToken);
            var upload = await node.ReadAsync(answer, CliJson.Default.UploadAnswer, cancellationToken);
            return upload.Media is [{ Id.Length: > 0 } media, ..]
                ? new PutResult(file, media.Id, type, length)
                : throw node.Stranger(answer);
        });
    }
}

internal sealed record UploadAnswer(IReadOnlyList<UploadAnswer.Uploaded>? Media = null)
{
    internal sealed record Uploaded(string Id);
}

internal sealed record PutDocument(
    IReadOnlyList<PutResult> Media,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Refusal? Error);

internal sealed record PutResult(
    string File,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Length = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Refusal? Error = null);
