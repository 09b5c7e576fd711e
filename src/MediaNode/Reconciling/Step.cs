using MediaNode.Catalog;

namespace MediaNode.Reconciling;

/// <summary>What a part of a pass came to.</summary>
/// <param name="Looked">Rows that were looked at.</param>
/// <param name="Bytes">Bytes that were read.</param>
/// <param name="Next">Behind which the next begins; null after the last.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Fault">Why the pass must not go on; null when it may.</param>
internal sealed record Step(long Looked, long Bytes, string? Next, IReadOnlyList<Finding> Findings, string? Fault = null);
