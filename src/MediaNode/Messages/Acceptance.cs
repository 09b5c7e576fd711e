using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Limits;
using MediaNode.Lifecycle;
using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>Takes a message on: from then on it is sent, or fails with words, whatever becomes of the node in between.</summary>
internal sealed class Acceptance(
    SendableMedia media, IDeposits deposits, MessageCatalog messages, LinkCatalog links, ProviderCatalog providers, SendBells bells, TimeProvider clock)
{
    /// <returns>The message, durable, with what its recipient was written as; or why it is not taken.</returns>
    public async Task<(Message? Message, string Input, Refusal? Refusal)> AcceptAsync(JsonElement body)
    {
        var findings = new Findings();
        var draft = MessageReader.Read(body, findings);
        if (findings.First is { } refusal)
        {
            return (null, "", refusal);
        }

        var message = Plain(draft);
        if (draft.Attachment is { Link: { } link } linked)
        {
            var (key, unknown) = link.Resolve(providers);
            return unknown is not null ? (null, "", unknown.Refusal) : (await AddLinkedAsync(message, linked, key), draft.Input, null);
        }

        if (draft.Attachment is { } attachment)
        {
            var (kind, whyNot) = await media.LookAsync(attachment);
            if (whyNot is not null)
            {
                return (null, "", whyNot.Refusal);
            }

            message = WithMedia(message, attachment.Media, kind);
        }

        if (!await messages.AddAsync(message))
        {
            return (null, "", (media.WhyBlocked(draft.Attachment!) ?? SendableMedia.Unknown(draft.Attachment!)).Refusal);
        }

        (message.State == MessageState.Ready ? bells.Ready : bells.Waiting).Ring();
        return (message, draft.Input, null);
    }

    /// <summary>Takes on what names its media by a link: at once with its media where that is fresh, or to wait for it. It is never refused for its link's sake.</summary>
    private async Task<Message> AddLinkedAsync(Message message, Attachment attachment, LinkKey key)
    {
        if (links.Fresh(key) is { } fresh && await media.LookAsync(attachment with { Media = fresh.Media }) is (var kind, null))
        {
            var ready = WithMedia(message, fresh.Media, kind) with { LinkId = fresh.Id };
            if (await links.AddFreshAsync(ready))
            {
                (ready.State == MessageState.Ready ? bells.Ready : bells.Waiting).Ring();
                return ready;
            }
        }

        var waiting = message with { Kind = attachment.Kind, LinkWish = attachment.Wish, State = MessageState.Waiting, ReadyAt = null };
        await links.AddWaitingAsync(waiting, key);
        bells.Links.Ring();
        return waiting;
    }

    private Message WithMedia(Message message, MediaId id, Kind kind)
    {
        var deposit = deposits.Known(id, kind)?.Deposit;
        return message with
        {
            MediaId = id,
            Kind = kind,
            DepositId = deposit?.Id,
            State = deposit is null ? MessageState.Waiting : MessageState.Ready,
            ReadyAt = deposit is null ? null : message.AcceptedAt,
        };
    }

    private Message Plain(Draft draft)
    {
        var now = clock.GetUtcNow();
        return new Message
        {
            Id = MessageId.New(clock),
            Recipient = draft.Recipient,
            Type = draft.Type,
            Content = draft.Content,
            PreviewUrl = draft.PreviewUrl,
            State = MessageState.Ready,
            AcceptedAt = now,
            ReadyAt = now,
        };
    }
}
