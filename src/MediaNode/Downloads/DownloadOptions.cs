using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Downloads;

/// <summary>Settings of GET /v1/media/{id}.</summary>
public sealed class DownloadOptions
{
    public const string Section = "Downloads";

    [Description("How long a body whose digest was verified may go out again without another pass over it, while inode, length and "
        + "change time of its file stay the same. 00:00:00: every time.")]
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan TrustFor { get; set; } = TimeSpan.FromDays(1); // Rot is a matter of weeks; a pass costs 0.6 s of CPU per GB.

    [Description("How long a client may take nothing of a body before its connection is closed. It can go on later with a Range request.")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30); // A block moves within it at some 10 KB a second.
}
