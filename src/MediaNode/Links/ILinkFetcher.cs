using MediaNode.Catalog;

namespace MediaNode.Links;

/// <summary>Gets what stands behind a link.</summary>
internal interface ILinkFetcher
{
    /// <param name="request">What.</param>
    /// <param name="id">Under which the bytes are written.</param>
    /// <param name="cancellationToken">Breaks it off, and leaves nothing.</param>
    /// <exception cref="OperationCanceledException">By whoever asked.</exception>
    Task<LinkOutcome> FetchAsync(LinkRequest request, MediaId id, CancellationToken cancellationToken);
}
