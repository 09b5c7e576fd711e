namespace MediaNode.Scanning;

/// <summary>Whether the scanner is there.</summary>
internal abstract record ScannerStanding
{
    private ScannerStanding()
    {
    }

    /// <summary>The settings name none.</summary>
    public sealed record Off : ScannerStanding;

    /// <summary>It is there.</summary>
    public sealed record Answering(string Scanner) : ScannerStanding;

    /// <summary>It is not there, or does not answer.</summary>
    /// <param name="Scanner">What it is and where.</param>
    /// <param name="Why">One sentence without its full stop.</param>
    public sealed record Silent(string Scanner, string Why) : ScannerStanding;

    /// <summary>The word for it in health.</summary>
    public string Word => this switch
    {
        Off => "off",
        Answering => "answering",
        _ => "silent",
    };
}
