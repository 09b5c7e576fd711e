namespace MediaNode.Catalog;

/// <summary>What the receiver of webhooks wants to be told; messages that failed, and those of users, always.</summary>
/// <param name="Sent">When the upstream took a message.</param>
/// <param name="Delivered">When it came to the phone.</param>
/// <param name="Read">When the user saw it.</param>
internal sealed record WebhookWish(bool Sent, bool Delivered, bool Read);
