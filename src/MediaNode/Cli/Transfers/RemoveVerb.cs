using System.Text.Json.Serialization;

namespace MediaNode.Cli.Transfers;

/// <summary><c>media rm</c>.</summary>
internal sealed class RemoveVerb(NodeOptions options)
{
    public Verb Build()
    {
        var ids = MediaVerbs.ManyIds();
        var command = new Verb(
            "rm",
            "Remove media from the node.",
            "medianode media rm 0c9d3b1e-6f0b-4a55-9f0e-7f2a1c3d9b10")
        {
            ids,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = options.OutputFor(parsed);
            using var node = options.ConnectLoggedIn(parsed);
            var results = new List<RemoveResult>();
            var refused = await MediaVerbs.EachAsync(
                parsed.GetRequiredValue(ids),
                output,
                results,
                async id =>
                {
                    using var answer = await node.SendAsync(HttpMethod.Delete, MediaVerbs.PathOf(id), cancellationToken);
                    await MediaVerbs.RequireAsync(node, answer, id, cancellationToken);
                    output.Line($"Removed {id}.");
                    return new RemoveResult(id, Removed: true);
                },
                (id, refusal) => new RemoveResult(id, Removed: false, refusal));
            output.Document(new RemoveDocument(results, refused), CliJson.Default.RemoveDocument);
            return refused is null ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }
}

internal sealed record RemoveDocument(
    IReadOnlyList<RemoveResult> Media,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Refusal? Error);

internal sealed record RemoveResult(
    string Id, bool Removed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Refusal? Error = null);
