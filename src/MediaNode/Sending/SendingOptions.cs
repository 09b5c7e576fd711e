using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MediaNode.Sending;

/// <summary>Settings of how messages are moved along.</summary>
public sealed class SendingOptions
{
    public const string Section = "Messages";

    [Description("How long a message may wait to be sent. After that it fails with code 408, as in the original.")]
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1); // The original's.

    [Description("What becomes of a message whose media cannot be processed because the volume is full: it waits (`wait`), or fails with words (`fail`).")]
    [AllowedValues("wait", "fail", ErrorMessage = "must be wait or fail")]
    public string WhenVolumeFull { get; set; } = "wait"; // An operator makes room, and nobody has to send again.
}
