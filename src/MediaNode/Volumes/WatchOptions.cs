using System.ComponentModel;
using MediaNode.Settings;

namespace MediaNode.Volumes;

/// <summary>Settings of the watch over the volume: three watermarks, for bytes and for inodes alike.</summary>
public sealed class WatchOptions
{
    public const string Section = "Watch";

    [Description("Less free than this, and operators are told. A size, of which a small volume takes at most a fifth of its own, or a percentage.")]
    [ShareRange]
    public FreeShare Warn { get; set; } = Sized(5120); // Hours of a busy node: time to act by day.

    [Description("Less free than this, and uploads are refused with 507. A size, of which a small volume takes at most a tenth of its own, or a percentage. Half "
        + "way from here to Watch:Stop links and media of users begin to wait.")]
    [ShareRange]
    public FreeShare Degrade { get; set; } = Sized(2048); // Some twenty of the largest media that were promised to others.

    [Description("Less free than this, and nothing is made ready to be sent: Messages:WhenVolumeFull tells what then. A size, of which a small volume takes at most "
        + "a twentieth of its own, or a percentage; never less than Volumes:Reserve.")]
    [ShareRange]
    public FreeShare Stop { get; set; } = Sized(512); // Twice the reserve: processing needs room of its own for a while.

    private static FreeShare Sized(long megaBytes) => new(ByteSize.MegaBytes(megaBytes), null);
}
