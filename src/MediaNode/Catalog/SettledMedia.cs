namespace MediaNode.Catalog;

/// <summary>What came of a user's media.</summary>
/// <param name="State">Here, not here, or forgotten.</param>
/// <param name="Content">JSON: what stands under the type of the message.</param>
/// <param name="Error">What stands beside it; null for nothing.</param>
/// <param name="Item">JSON: the element of <c>media_items</c>, for who asked for it by itself.</param>
/// <param name="Reason">For the operator; null when it is here.</param>
internal sealed record SettledMedia(InboundState State, string Content, MessageError? Error, string Item, string? Reason);
