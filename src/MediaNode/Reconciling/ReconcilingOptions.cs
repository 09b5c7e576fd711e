using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediaNode.Settings;

namespace MediaNode.Reconciling;

/// <summary>Settings of how what is stored is held against what is known.</summary>
public sealed class ReconcilingOptions
{
    public const string Section = "Reconciling";

    [Description("How many bytes a second the scrubber reads of what is stored, to find what the disk changed. 0: it does not run.")]
    [SizeRange("0", "100 GB")]
    public ByteSize ScrubRate { get; set; } = ByteSize.MegaBytes(8); // 20 TB in 30 days, and a disk hardly feels it.

    [Description("How often the scrubber begins anew.")]
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ScrubEvery { get; set; } = TimeSpan.FromDays(30);

    [Description("How often rows and files are held against each other by themselves, without a byte being read and with nothing removed.")]
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    [Description("How long a file that no row knows must have lain there before `reconcile --fix` removes it, or `--adopt` makes a media of it.")]
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromHours(24);

    [Description("Directories from which `import` may take files, separated by semicolons. The directory `import` of the data directory may always be used.")]
    public string? ImportFrom { get; set; }
}
