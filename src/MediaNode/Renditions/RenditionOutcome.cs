using MediaNode.Catalog;
using MediaNode.Problems;

namespace MediaNode.Renditions;

/// <summary>What came of asking for a rendition.</summary>
internal abstract record RenditionOutcome
{
    private RenditionOutcome()
    {
    }

    public sealed record Ready(Rendition Rendition) : RenditionOutcome;

    /// <summary>The media cannot be made to fit; the receipt says why.</summary>
    public sealed record Refused(Rendition Rendition) : RenditionOutcome;

    /// <summary>It could not be made, by no fault of the media. Asking again tries again.</summary>
    public sealed record Failed(Refusal Refusal) : RenditionOutcome;

    /// <summary>The media was deleted meanwhile.</summary>
    public sealed record Gone : RenditionOutcome;

    public static RenditionOutcome Of(Rendition settled) =>
        settled.State == RenditionState.Ready ? new Ready(settled) : new Refused(settled);
}
