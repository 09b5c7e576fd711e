using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Problems;
using MediaNode.Upstreams;

namespace MediaNode.Deposits;

/// <summary>Renditions lodged with the upstream: each once for however many messages, and again only when it has expired there.</summary>
internal interface IDeposits
{
    /// <summary>Sees to it that a media is lodged as a kind: processed, sealed and uploaded now where it is not yet.</summary>
    /// <remarks>However many ask, it is done once. Who asks may go away; what was begun is finished.</remarks>
    Task<DepositOutcome> GetAsync(MediaId media, Kind kind, CancellationToken cancellationToken);

    /// <returns>A deposit that is lodged and will be for a while; null when it has to be seen to first.</returns>
    ValueTask<SentMedia?> FindAsync(string depositId);

    /// <returns>The deposit that a media has as a kind right now, if there is nothing to wait for; null otherwise. Costs next to nothing.</returns>
    SentMedia? Known(MediaId media, Kind kind);

    /// <returns>The media key of a deposit; null when the media was deleted, or there is no such deposit.</returns>
    MediaKey? KeyOf(string depositId);

    /// <summary>Lodges the same bytes again under the same key, unless they still are; for one who asked for them again.</summary>
    /// <param name="depositId">Which.</param>
    /// <param name="toldAt">
    /// When the asker was last told where it is. If that was the present lodging, it is gone from there, whatever our clock says of its expiry:
    /// the upstream is asked, and it is lodged anew.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting, and nothing else.</param>
    Task<DepositOutcome> AgainAsync(string depositId, DateTimeOffset toldAt, CancellationToken cancellationToken);

    /// <summary>The media is being deleted: nothing of it is lodged again, and its keys are forgotten.</summary>
    Task ForgetAsync(MediaId media);
}

/// <summary>What came of asking for a deposit.</summary>
internal abstract record DepositOutcome
{
    private DepositOutcome()
    {
    }

    public sealed record Lodged(SentMedia Media) : DepositOutcome;

    /// <summary>The media cannot be sent as that kind: our considered no.</summary>
    public sealed record Refused(Refusal Why) : DepositOutcome;

    /// <summary>Not now: a full disk, a full queue, an absent upstream.</summary>
    /// <param name="Why">In words.</param>
    /// <param name="RetryAfter">How long to wait at least; null for as long as whoever asks thinks fit.</param>
    public sealed record Failed(Refusal Why, TimeSpan? RetryAfter) : DepositOutcome;

    /// <summary>The media, or its file, is gone: it cannot be sent any more.</summary>
    public sealed record Gone(Refusal Why) : DepositOutcome;
}
