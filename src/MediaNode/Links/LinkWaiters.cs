using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Messages;
using MediaNode.Problems;

namespace MediaNode.Links;

/// <summary>The messages that wait for a link: given its media, or failed.</summary>
/// <remarks>Only those that waited when it was settled: what comes later goes by what the origin said of keeping.</remarks>
internal sealed class LinkWaiters(LinkQueue links, SendableMedia sendable, SendBells bells)
{
    /// <summary>The media is there. Each goes as what it turns out to be: Opus in Ogg as a voice message; and one that cannot be what it is to be fails.</summary>
    public async Task MoveOnAsync(Link link, MediaId media)
    {
        var upTo = links.LastOf(link.Id);
        foreach (var wait in links.WaitsOf(link.Id, upTo))
        {
            var (kind, whyNot) = await sendable.LookAsync(new Attachment("The link", media, wait.Kind)
            {
                PdfOnly = wait.Wish == LinkWish.PdfOnly,
                Voice = wait.Wish switch { LinkWish.Voice => true, LinkWish.NoVoice => false, _ => null },
            });
            if (whyNot is not null)
            {
                await FailAsync(link, wait, upTo, new MessageError(Problem.InternalError.Code, Problem.InternalError.Title, whyNot.Refusal.Details));
                continue;
            }

            while (await links.MoveAsync(link.Id, wait, upTo, media, kind) > 0)
            {
                bells.Waiting.Ring();
            }
        }

        await links.FinishAsync(link, null);
    }

    /// <param name="link">Which.</param>
    /// <param name="error">What their senders are told.</param>
    /// <param name="reason">For the story of the messages; without the address, which may be a secret.</param>
    public async Task FailAsync(Link link, MessageError error, string reason)
    {
        // The reason first, so that it is there for whoever hears of the failure.
        var upTo = links.LastOf(link.Id);
        await links.NoteAsync(link, reason);
        await FailAsync(link, null, upTo, error);
        await links.FinishAsync(link, reason);
    }

    private async Task FailAsync(Link link, LinkWait? wait, long upTo, MessageError error)
    {
        while (await links.FailAsync(link.Id, wait, upTo, error) > 0)
        {
            // Later messages to the same recipients waited for these.
            bells.Ready.Ring();
        }
    }
}
