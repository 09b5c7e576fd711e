namespace MediaNode.Sandboxing;

/// <summary>Whether the box holds on this machine, found by trying it.</summary>
internal abstract record SandboxStanding
{
    private SandboxStanding()
    {
    }

    /// <summary>Bubblewrap works.</summary>
    /// <param name="Bubblewrap">Its full path.</param>
    /// <param name="Nested">Whether it is too old to forbid user namespaces inside.</param>
    public sealed record Isolated(string Bubblewrap, bool Nested) : SandboxStanding;

    /// <summary>Tools run with limits only: they could read what the node can, and reach the network.</summary>
    public sealed record LimitsOnly(string Why) : SandboxStanding;

    /// <summary>Nothing is processed.</summary>
    /// <param name="Why">In a sentence.</param>
    /// <param name="Package">What to install.</param>
    public sealed record Refusing(string Why, string Package) : SandboxStanding;

    /// <summary>The word for it in health and metrics.</summary>
    public string Word => this switch
    {
        Isolated => "isolated",
        LimitsOnly => "limits_only",
        _ => "refusing",
    };

    /// <summary>Why it is not isolated.</summary>
    public string? Reason => this switch
    {
        LimitsOnly limits => limits.Why,
        Refusing refusing => refusing.Why,
        _ => null,
    };
}
