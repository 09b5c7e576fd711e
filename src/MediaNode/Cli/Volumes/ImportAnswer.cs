namespace MediaNode.Cli.Volumes;

/// <summary>How far the last import, or rehearsal, has come.</summary>
internal sealed record ImportAnswer(ImportState? Import);

internal sealed record ImportState(
    string Path, bool DryRun, string Status, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Imported, long Known, long Refused, long Bytes,
    string? Fault, IReadOnlyList<ImportedRow> First, IReadOnlyList<ImportedRow> Refusals);

internal sealed record ImportedRow(string File, string? Id, string? Type, long Bytes, string What);

/// <summary>Where from; null for the import directory of the node's data.</summary>
internal sealed record ImportRequest(
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Path, bool DryRun);
