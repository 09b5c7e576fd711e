using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>What does the looking. Size, number and time are bounded by who calls it.</summary>
internal interface IScanEngine
{
    /// <summary>What it is and where, for the operator.</summary>
    string Name { get; }

    /// <summary>Looks at a file.</summary>
    /// <exception cref="NoVerdictException">It cannot say.</exception>
    Task<ScanVerdict> LookAsync(Blob bytes, string path, CancellationToken cancellationToken);

    /// <summary>Finds out whether it is there, without a file.</summary>
    /// <exception cref="NoVerdictException">It is not.</exception>
    Task TryAsync(CancellationToken cancellationToken);
}
