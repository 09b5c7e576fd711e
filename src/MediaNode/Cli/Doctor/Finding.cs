using System.Text.Json.Serialization;

namespace MediaNode.Cli.Doctor;

/// <summary>One thing the doctor looked at: what was measured or why it failed, and what to do about it.</summary>
internal sealed record Finding(string Name, FindingState State, string Detail, string? Advice = null)
{
    public static Finding Ok(string name, string detail) => new(name, FindingState.Ok, detail);

    public static Finding Warning(string name, string detail, string? advice = null) => new(name, FindingState.Warning, detail, advice);

    public static Finding Failed(string name, string detail, string? advice = null) => new(name, FindingState.Failed, detail, advice);
}

internal enum FindingState
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The node runs, but something is missing or will disappoint later.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The node cannot keep media here, or something installed is broken.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

internal sealed record DoctorDocument(bool Ok, IReadOnlyList<Finding> Checks);
