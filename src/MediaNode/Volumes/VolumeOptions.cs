using System.ComponentModel;
using MediaNode.Settings;

namespace MediaNode.Volumes;

/// <summary>Settings of the media volume.</summary>
public sealed class VolumeOptions
{
    public const string Section = "Volumes";

    /// <summary>Free space that uploads never take, so that deletes, the catalogue and logs go on working on a full disk.</summary>
    [Description("Free space that uploads leave alone, so that deletes, the catalogue and logs go on working; at most a twentieth of the volume.")]
    [SizeRange("0", "1 TB")]
    public ByteSize Reserve { get; set; } = ByteSize.MegaBytes(256); // Room for a few minutes of catalogue growth at full speed.
}
