using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Lifecycle;
using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>Takes a message on: from then on it is sent, or fails with words, whatever becomes of the node in between.</summary>
internal sealed class Acceptance(SendableMedia media, IDeposits deposits, MessageCatalog messages, SendBells bells, TimeProvider clock)
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
        if (draft.Attachment is { } attachment)
        {
            var (kind, whyNot) = await media.LookAsync(attachment);
            if (whyNot is not null)
            {
                return (null, "", whyNot.Refusal);
            }

            var deposit = deposits.Known(attachment.Media, kind)?.Deposit;
            message = message with
            {
                MediaId = attachment.Media,
                Kind = kind,
                DepositId = deposit?.Id,
                State = deposit is null ? MessageState.Waiting : MessageState.Ready,
                ReadyAt = deposit is null ? null : message.AcceptedAt,
            };
        }

        await messages.AddAsync(message);
        (message.State == MessageState.Ready ? bells.Ready : bells.Waiting).Ring();
        return (message, draft.Input, null);
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
