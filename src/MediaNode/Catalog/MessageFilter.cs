namespace MediaNode.Catalog;

/// <summary>Which messages of the list are wanted; what is null is no condition.</summary>
internal sealed record MessageFilter
{
    /// <summary>Any of these.</summary>
    public IReadOnlyList<MessageState>? States { get; init; }

    /// <summary>Digits only.</summary>
    public string? Recipient { get; init; }

    public MediaId? MediaId { get; init; }

    /// <summary>To be added to a statement that has a WHERE already, and the parameters @Recipient and @MediaId.</summary>
    public string Conditions =>
        (States is null ? "" : $" AND state IN ({string.Join(", ", States.Select(state => (int)state))})")
        + (Recipient is null ? "" : " AND recipient = @Recipient")
        + (MediaId is null ? "" : " AND media_id = @MediaId");
}
