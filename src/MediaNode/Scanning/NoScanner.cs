using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>Nobody looks.</summary>
internal sealed class NoScanner : IScanner
{
    private static readonly Task<ScanVerdict> _clean = Task.FromResult<ScanVerdict>(new ScanVerdict.Clean());

    public bool IsOn => false;

    public Task<ScanVerdict> ScanAsync(Blob bytes, string path, CancellationToken cancellationToken) => _clean;
}
