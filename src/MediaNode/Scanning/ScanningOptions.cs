using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediaNode.Settings;

namespace MediaNode.Scanning;

/// <summary>Who looks at media that users send.</summary>
public enum ScanMode
{
    /// <summary>Nobody.</summary>
    Off,

    /// <summary>A program, started for each file.</summary>
    Command,

    /// <summary>ClamAV's daemon.</summary>
    Clamd,
}

/// <summary>What becomes of a media that the scanner has no verdict on.</summary>
public enum NoVerdictPolicy
{
    /// <summary>It is not handed to the business.</summary>
    Refuse,

    /// <summary>It is treated as clean.</summary>
    Accept,
}

/// <summary>Settings of the scanner for malware.</summary>
public sealed class ScanningOptions
{
    public const string Section = "Scanning";

    [Description("Who looks for malware in media that users send: `off` is nobody, `command` a program, `clamd` ClamAV's daemon. See docs/scanning.md.")]
    [AllowedValues(ScanMode.Off, ScanMode.Command, ScanMode.Clamd, ErrorMessage = "must be off, command or clamd")]
    public ScanMode Mode { get; set; } = ScanMode.Off;

    [Description("The program of mode `command` and its arguments. `{file}` stands for the path of the file; words with blanks are put in quotes; there is no shell. "
        + "Exit code 0 is clean, 1 infected, anything else no verdict.")]
    public string Command { get; set; } = "";

    [Description("Where clamd listens in mode `clamd`: the path of a Unix socket, or tcp://host:port.")]
    public string Clamd { get; set; } = "/run/clamav/clamd.ctl"; // Debian's.

    [Description("How long a look at one file may take. After that there is no verdict.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(60); // An archive of 25 MB takes clamd some seconds.

    [Description("The largest file that the scanner looks at whole: the least of clamd's StreamMaxLength, MaxFileSize and MaxScanSize. "
        + "A larger one is not given to it, and there is no verdict.")]
    [SizeRange("1 KB", "4 GB")]
    public ByteSize MaxBytes { get; set; } = ByteSize.MegaBytes(25); // StreamMaxLength as Debian sets it.

    [Description("What becomes of media that there is no verdict on: `refuse` or `accept`.")]
    [AllowedValues(NoVerdictPolicy.Refuse, NoVerdictPolicy.Accept, ErrorMessage = "must be refuse or accept")]
    public NoVerdictPolicy WhenNoVerdict { get; set; } = NoVerdictPolicy.Refuse;

    [Description("Whether content in which the scanner finds something is put in quarantine: then it is not taken, fetched or sent under another id either. "
        + "See docs/quarantine.md.")]
    public bool QuarantineInfected { get; set; } = true; // What came from one user is soon sent by another.

    [Description("How many files are looked at at once; the others wait.")]
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 2; // A clamd has ten threads, which others may use too.
}
