namespace MediaNode.Scanning;

/// <summary>What a scanner says of a file.</summary>
internal abstract record ScanVerdict
{
    private ScanVerdict()
    {
    }

    /// <summary>It looked at the whole file and found nothing.</summary>
    public sealed record Clean : ScanVerdict;

    /// <summary>It found something.</summary>
    /// <param name="Name">What it calls it: short printable ASCII, fit for logs.</param>
    public sealed record Infected(string Name) : ScanVerdict;

    /// <summary>It did not look, not at all of it, or did not say: what then, <see cref="ScanningOptions.WhenNoVerdict"/> tells.</summary>
    /// <param name="Why">One sentence without its full stop, printable, for logs and for the business.</param>
    public sealed record None(string Why) : ScanVerdict;
}
