using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediaNode.Settings;

namespace MediaNode.Sandboxing;

/// <summary>Whether the tools may run where bubblewrap cannot hold them.</summary>
public enum SandboxMode
{
    /// <summary>In the box where it works; elsewhere with limits only, and that is said aloud.</summary>
    Auto,

    /// <summary>In the box or not at all.</summary>
    Required,

    /// <summary>With limits only.</summary>
    Off,
}

/// <summary>Settings of the box that decoders run in, and of the queue before it.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Processing";

    [Description("Whether ffmpeg, vips and their like run under bubblewrap: `auto` runs them with limits only where it cannot work and says so, "
        + "`required` refuses to process there, `off` never uses it.")]
    [AllowedValues(SandboxMode.Auto, SandboxMode.Required, SandboxMode.Off, ErrorMessage = "must be auto, required or off")]
    public SandboxMode Sandbox { get; set; } = SandboxMode.Auto;

    [Description("How many tools run at once; 0 is one for each processor. Never fewer than three: one place is kept for pictures, and another from "
        + "long videos and sounds, so that neither waits for them.")]
    [Range(0, 64)]
    public int Jobs { get; set; } // All the processors: the tools are niced, so the node itself comes first.

    [Description("What one tool may allocate. As many run at once as fit into half of the machine's memory.")]
    [SizeRange("128 MB", "64 GB")]
    public ByteSize MemoryPerJob { get; set; } = ByteSize.MegaBytes(1024); // A 4K transcode takes some 700 MB.

    [Description("How long a tool may take over a picture, a thumbnail or a look at a file.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ImageTimeout { get; set; } = TimeSpan.FromSeconds(30); // A 50-megapixel picture takes five on a slow core.

    [Description("Whether the thumbnails of small pictures are made up to 32 in one start of libvips when many come at once. `false` starts it for each.")]
    public bool ThumbnailGroups { get; set; } = true; // The box and the start are nine tenths of what a small picture costs.

    [Description("How long a tool may take over a video or a sound.")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan VideoTimeout { get; set; } = TimeSpan.FromMinutes(10); // What is to fit 16 MB is minutes long at most.

    [Description("How many may wait for a tool; beyond it they are refused with 503 and Retry-After.")]
    [Range(0, 10_000)]
    public int MaxQueue { get; set; } = 64; // At a second each, the last one still gets its answer before clients give up.
}
