using MediaNode.Formats.Inspection;
using MediaNode.Problems;

namespace MediaNode.Inspection;

/// <summary>What came of looking at a file.</summary>
internal abstract record Inspected
{
    private Inspected()
    {
    }

    /// <summary>What was measured, at the least by the header.</summary>
    public MediaFacts Measured => this switch
    {
        Facts(var media) => media,
        Unavailable(_, var header) => header,
        _ => throw new InvalidOperationException(GetType().Name),
    };

    /// <summary>All that there is to know of it, by its header and by a decoder where that takes one.</summary>
    public sealed record Facts(MediaFacts Media) : Inspected;

    /// <summary>It takes a decoder to tell, and none could be asked: by no fault of the media, so worth another try.</summary>
    /// <param name="Refusal">Why.</param>
    /// <param name="Header">What the header says: enough for a document, which is sent whatever is in it.</param>
    public sealed record Unavailable(Refusal Refusal, MediaFacts Header) : Inspected;
}
