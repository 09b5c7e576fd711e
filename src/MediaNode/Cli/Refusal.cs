using System.Text.Json.Serialization;

namespace MediaNode.Cli;

/// <summary>Why something was not done: in the node's words when it answered, in ours when it could not be asked.</summary>
/// <remarks>
/// The code is absent when the refusal is not the node's, the status when there was no answer.
/// The advice is for a reader: machines have the code.
/// </remarks>
internal sealed record Refusal(
    string Title,
    string? Details = null,
    [property: JsonPropertyOrder(-1)] int? Code = null,
    int? Status = null,
    [property: JsonIgnore] string? Advice = null)
{
    public override string ToString()
    {
        var said = string.IsNullOrWhiteSpace(Details) ? Title : $"{Title.TrimEnd('.', ':')}: {Details}";
        return Advice is null ? said : $"{said.TrimEnd('.')}. {Advice}";
    }
}

/// <summary>Ends a verb, or one of its files, with a <see cref="Cli.Refusal"/>.</summary>
internal sealed class RefusedException(Refusal refusal, bool concernsAll = false, Exception? cause = null)
    : Exception(refusal.ToString(), cause)
{
    public Refusal Refusal { get; } = refusal;

    /// <summary>True when the next file would meet the same refusal: no login, no node.</summary>
    public bool ConcernsAll { get; } = concernsAll;
}

/// <summary>The command line makes no sense in a way that only the verb can see.</summary>
internal sealed class UsageException(string message) : Exception(message);
