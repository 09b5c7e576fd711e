using MediaNode.Catalog;
using MediaNode.Formats.Sealing;
using MediaNode.Secrets;
using MediaNode.Upstreams;
using Microsoft.Extensions.Options;

namespace MediaNode.Inbound;

/// <summary>A media is gone from the servers: its sender is asked to bring it once more, and what he answers is heeded.</summary>
internal sealed class Asking(
    InboundCatalog inbound, IUpstream upstream, KeyWrap keys, Settling settling, IOptions<InboundOptions> options, TimeProvider clock)
{
    // What is gone again right after it was brought is not to be asked for without end.
    private const int MostAsks = 3;

    private const string Gone = "The media is gone from WhatsApp's servers";

    public async Task AskAsync(InboundMediaRow row, CancellationToken cancellationToken)
    {
        if (row.Asks >= MostAsks)
        {
            await settling.FailAsync(row, $"{Gone}, and was so each time after its sender had brought it again.");
            return;
        }

        var note = new RedeliveryRequest(row.MessageId).Seal(keys.Unwrap(row.WrappedKey!));
        // Before he is asked, for he may answer at once.
        if (!await inbound.AskAsync(row, clock.GetUtcNow() + options.Value.GiveUpAfter, $"{Gone}; its sender was asked to bring it again."))
        {
            return;
        }

        switch (await upstream.AskAgainAsync(row.MessageId, note, cancellationToken))
        {
            case CallOutcome.NotFound:
                await settling.FailAsync(row, $"{Gone}, and so is the message: its sender cannot be asked for it again.");
                break;
            case CallOutcome.Failed(var reason, var retryAfter):
                await settling.TryAgainAsync(row, $"{Gone}, and its sender could not be asked: {reason}", retryAfter);
                break;
            default:
                await inbound.ReleaseAsync(row);
                break;
        }
    }

    public Task GiveUpAsync(InboundMediaRow row) =>
        settling.FailAsync(row, $"{Gone}; its sender was asked to bring it again, and has not answered yet.");

    /// <summary>Reads the sender's answer.</summary>
    /// <returns>The row to be fetched, at its new place; null when there is nothing to fetch.</returns>
    public async Task<InboundMediaRow?> HeedAsync(InboundMediaRow row)
    {
        if (row.Answer is not { } note)
        {
            if (row.AnswerCode is { } code)
            {
                await FailAsync(row, RedeliveryAnswer.OutcomeOf((ulong)code));
                return null;
            }

            return row;
        }

        if (RedeliveryAnswer.Open(note, keys.Unwrap(row.WrappedKey!), row.MessageId) is not NoteResult<RedeliveryAnswer>.Opened(var answer))
        {
            // Whoever wrote it does not have the key: it says nothing about the sender.
            await inbound.IgnoreAnswerAsync(row, DateTimeOffset.FromUnixTimeMilliseconds(row.AskedAt ?? 0) + options.Value.GiveUpAfter);
            return null;
        }

        if (answer.Outcome != RedeliveryOutcome.Success)
        {
            await FailAsync(row, answer.Outcome);
            return null;
        }

        if (!InboundMedia.IsDirectPath(answer.DirectPath!))
        {
            await settling.FailAsync(row, $"{Gone}, and where its sender says that it is now is no place on a media server.");
            return null;
        }

        return await inbound.MovedAsync(row, answer.DirectPath!) ? row with { Url = null, DirectPath = answer.DirectPath } : null;
    }

    private Task FailAsync(InboundMediaRow row, RedeliveryOutcome outcome) => settling.FailAsync(row, outcome switch
    {
        RedeliveryOutcome.NotFound => $"{Gone}, and its sender has it no longer.",
        RedeliveryOutcome.DecryptionError => $"{Gone}, and its sender could not read the request for it.",
        _ => $"{Gone}, and its sender could not bring it again.",
    });
}
