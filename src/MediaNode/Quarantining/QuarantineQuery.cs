using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Quarantining;

/// <summary>Reads the parameters of the lists.</summary>
internal sealed class QuarantineQuery(IQueryCollection query, params string[] known) : QueryReader(query, known)
{
    /// <returns>Which are wanted: those in quarantine, those released, or, null, all.</returns>
    public bool? Blocked() => Single("state") switch
    {
        null or "blocked" => true,
        "released" => false,
        "all" => null,
        _ => Refuse<bool?>("state must be blocked, released or all."),
    };

    public MediaId? AfterMedia() => Single("after") is not { } text ? null
        : MediaId.TryParse(text, out var id) ? id
        : Refuse<MediaId?>("after must be the next of the page before.");
}
