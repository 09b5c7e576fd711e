namespace MediaNode.Formats.Limits;

/// <summary>One rule that a media does not meet.</summary>
/// <param name="Rule">Which; it also says how to get there.</param>
/// <param name="Found">What is there instead, from the facts alone: printable ASCII, never a client's text.</param>
/// <param name="Accepted">What would be taken of this kind: printable ASCII.</param>
public sealed record Breach(Rule Rule, string Found, string Accepted);
