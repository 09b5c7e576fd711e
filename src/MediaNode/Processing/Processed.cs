using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Problems;

namespace MediaNode.Processing;

/// <summary>A file to be made to fit, and what was measured in it. The path is ours; tools read it and nobody writes it.</summary>
internal sealed record Source(string Path, MediaFacts Facts);

/// <summary>What came of executing a plan.</summary>
internal abstract record Processed
{
    private Processed()
    {
    }

    /// <summary>It fits now, and was looked at again to be sure.</summary>
    /// <param name="File">The result's name in the scratch's output folder.</param>
    /// <param name="Facts">What was measured in the result.</param>
    /// <param name="Done">What was done, in order.</param>
    public sealed record Made(string File, MediaFacts Facts, IReadOnlyList<StepDone> Done) : Processed;

    /// <summary>Steps were taken and it still does not fit, or it turned out to be damaged: our considered no.</summary>
    public sealed record Refused(IReadOnlyList<Breach> Breaches) : Processed;

    /// <summary>It could not be processed, by no fault of the media: a tool missing, a deadline, no room. Worth another try.</summary>
    public sealed record Failed(Refusal Refusal) : Processed;
}

/// <summary>One step that was taken, for the receipt.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Detail">What it came to, such as "JPEG at quality 82"; printable ASCII from our own values.</param>
/// <param name="Elapsed">Its share of the time; steps done in one pass share it.</param>
internal sealed record StepDone(string Step, string Detail, TimeSpan Elapsed);

/// <summary>What stands for a media in a list: a JPEG of at most 100 pixels an edge and 20 KB.</summary>
internal sealed record Thumbnail(byte[] Jpeg, int Width, int Height);
