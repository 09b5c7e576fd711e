namespace MediaNode.Cli.Volumes;

/// <summary>How a pass over what is stored goes, or ended.</summary>
internal sealed record ReconcileReport(
    long Id, string AskedBy, string Status, bool Fix, bool Quick, bool Adopt, bool Force, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Looked, long Bytes,
    string? Fault, IReadOnlyList<FoundTally> Findings);

internal sealed record FoundTally(string Finding, long Count, long Mended, IReadOnlyList<FoundSubject> First);

internal sealed record FoundSubject(string Subject, string What, bool Mended);

/// <summary>The last pass that was asked for, and the last of the scrubber.</summary>
internal sealed record ReconcileAnswer(ReconcileReport? Reconcile, ReconcileReport? Scrub = null);

internal sealed record ReconcileRequest(bool Fix, bool Quick, bool Adopt, bool Force);
