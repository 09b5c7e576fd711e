using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediaNode.Settings;

namespace MediaNode.Inbound;

/// <summary>Settings of the media that users send.</summary>
public sealed class InboundOptions
{
    public const string Section = "Inbound";

    [Description("The largest media of a user that is fetched, in bytes before sealing. A larger one is told as undownloaded, with an error.")]
    [SizeRange("1 KB", "2 GB")]
    public ByteSize MaxBytes { get; set; } = ByteSize.MegaBytes(100); // The most that users may send as a document by the API's own table.

    [Description("How many media of users are fetched at once; the others wait.")]
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8; // Three fill a line of a gigabit; the others cover servers that are slow to answer.

    [Description("How long a media of a user is tried while the media servers fail, and how long its sender is waited for where it is gone and he was asked for "
        + "it again. After that the message is told with an error and without the media. Time during which the volume is full does not count.")]
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(1); // Who wrote expects an answer; the download can be asked for again later.

    [Description("How long what a user wrote after a media waits for it, so that he is told in his order. Zero: not at all.")]
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HoldOrderFor { get; set; } = TimeSpan.FromSeconds(30); // Most media are here in one; a chat that stands still for longer looks broken.
}
