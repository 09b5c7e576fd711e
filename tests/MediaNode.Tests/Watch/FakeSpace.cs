using MediaNode.Volumes;

namespace MediaNode.Tests.Watch;

/// <summary>The node's own volume, with as much room as a test says, or none that can be read.</summary>
internal sealed class FakeSpace(IVolume inner) : WrappedVolume(inner), IVolume
{
    private const long Total = 1L << 30;

    /// <summary>Of a thousand parts of the bytes.</summary>
    public long Free { get; set; } = 900;

    /// <summary>Of a thousand.</summary>
    public long FreeInodes { get; set; } = 900;

    public IOException? Fault { get; set; }

    public IOException? ProbeFault { get; set; }

    public override VolumeSpace Space => Fault is { } fault
        ? throw fault
        : new VolumeSpace(Total, Total / 1000 * Free, Total / 1000 * Free)
        {
            Inodes = 1000,
            FreeInodes = FreeInodes,
            // 20, 10, 7.5 and 5 of a hundred.
            Marks = VolumeMarks.Of(new WatchOptions(), reserve: 0, Total, 1000),
        };

    void IVolume.Probe()
    {
        if (ProbeFault is { } fault)
        {
            throw fault;
        }
    }
}
