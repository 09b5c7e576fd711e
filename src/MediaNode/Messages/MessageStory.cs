using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Renditions;

namespace MediaNode.Messages;

/// <summary>What a message waited for, or waits for now, and what went wrong on its way.</summary>
/// <param name="RenditionMadeAt">When its rendition was made; null when it was there before, or there is none.</param>
/// <param name="WaitingFor">In words; null when it waits for nothing of ours.</param>
/// <param name="Attempts">That failed, its own, those of its link and those of its deposit, the oldest first.</param>
internal sealed record Story(DateTimeOffset? RenditionMadeAt, string? WaitingFor, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>What became of its link; null for a message without.</summary>
    public LinkStory? Link { get; init; }
}

/// <summary>Tells the story of a message from the rows of whatever it needed.</summary>
internal sealed class MessageStory(
    MessageCatalog messages, LinkStories links, MediaCatalog media, RenditionCatalog renditions, RenditionMaker maker, IDeposits deposits)
{
    public async Task<Story> OfAsync(Message message)
    {
        var lodging = message is { DepositId: null, MediaId: { } id, Kind: { } kind } ? messages.LodgingOf(id, kind) : null;
        var depositId = message.DepositId ?? lodging?.DepositId;
        IEnumerable<Attempt> attempts = messages.AttemptsOf(message.Id);
        if (depositId is not null)
        {
            attempts = attempts.Concat(messages.AttemptsOf(depositId)).OrderBy(attempt => attempt.At);
        }

        var (link, ofLink) = links.Of(message);
        if (ofLink.Count > 0)
        {
            attempts = attempts.Concat(ofLink).OrderBy(attempt => attempt.At);
        }

        return new Story(await MadeAtAsync(message), link?.WaitingFor ?? WaitingFor(message, lodging), [.. attempts]) { Link = link };
    }

    private async Task<DateTimeOffset?> MadeAtAsync(Message message) =>
        message.DepositId is { } deposit && await deposits.FindAsync(deposit) is { } lodged
            && renditions.Find(lodged.Deposit.Rendition)?.MadeAt is { } made && made >= message.AcceptedAt && made <= message.ReadyAt
            ? made
            : null;

    private string? WaitingFor(Message message, LodgingProgress? lodging) => message.State switch
    {
        MessageState.Ready => message.Attempts == 0 ? "its turn"
            : string.Create(CultureInfo.InvariantCulture, $"its turn, attempt {message.Attempts + 1}: {(messages.AttemptsOf(message.Id) is [.., var last] ? last.Reason : "")}"),
        MessageState.Waiting when message is { MediaId: { } id, Kind: { } kind } => Rendition(id, kind) ?? Upload(lodging),
        _ => null,
    };

    /// <returns>Null when the rendition is there.</returns>
    private string? Rendition(MediaId id, Kind kind)
    {
        var key = maker.KeyOf(id, kind, asked: null);
        var what = $"the rendition of media {id} as {key.Kind}";
        if (maker.UnderWay(key) is { } making)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{what} is being made ({Math.Floor(making.Progress * 100)} %)");
        }

        return media.Find(id) is null ? $"media {id}, which is deleted"
            : renditions.Find(key) switch
            {
                { State: RenditionState.Ready } => null,
                { State: RenditionState.Refused } => $"{what}, which is refused: it is about to fail",
                { State: RenditionState.Failed } failed => $"{what}, which failed and is to be made again: {Receipt.Read(failed.Receipt)?.Reason}",
                _ => $"{what} is to be made",
            };
    }

    private static string Upload(LodgingProgress? lodging) => lodging is not { Attempts: > 0 } ? "the upload"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"the upload, attempt {lodging.Attempts + 1} at {lodging.DueAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: {lodging.Reason}");
}
