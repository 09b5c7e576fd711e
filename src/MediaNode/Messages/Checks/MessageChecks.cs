using System.Globalization;
using System.Text.Json;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Formats.Chats;
using MediaNode.Formats.Limits;
using MediaNode.Renditions;

namespace MediaNode.Messages.Checks;

/// <summary>Checks messages as if they were sent, and tells what is not an error and yet not meant.</summary>
internal sealed class MessageChecks(
    SendableMedia sendable, MediaCatalog catalog, LinkCatalog links, ProviderCatalog providers, MeasuredMedia measured, WaId self, TimeProvider clock)
{
    public async Task<IReadOnlyList<CheckedMessage>> CheckAsync(CheckRequest request)
    {
        var messages = new List<CheckedMessage>(request.Messages.Count);
        var divided = new HashSet<string>(); // Recipients in whose chat the divider of unread messages is drawn already.
        var at = clock.GetUtcNow();
        foreach (var body in request.Messages)
        {
            var findings = new Findings();
            at = Moment(new Parameter(body, "", findings)["timestamp"]) ?? at;
            var day = DateOnly.FromDateTime(at.ToOffset(request.Offset).DateTime);
            var message = await CheckAsync(body, findings, day);
            var divider = messages.Count > request.LastRead && divided.Add(message.Draft.Recipient);
            messages.Add(message with { Item = message.Item with { UnreadDividerBefore = divider } });
        }

        return messages;
    }

    private async Task<CheckedMessage> CheckAsync(JsonElement body, Findings findings, DateOnly day)
    {
        var draft = MessageReader.Read(body, findings);
        if (Recipient.WhyNotSelf(draft.Recipient, self) is { } own)
        {
            findings.Add(own);
        }

        var content = new Parameter(body, "", new Findings())[draft.Type];
        var (kind, type) = await LookAsync(draft, findings);
        // A message that is refused takes its place in the chat all the same, so that what it breaks is told in the same answer.
        var shownAs = kind is not null && Kinds.Find(draft.Type) is not null ? kind : Kinds.Find(draft.Type);
        var (caption, name) = shownAs is null ? (null, null) : (content["caption"].Text(), content["filename"].Text());
        return new CheckedMessage
        {
            Findings = findings,
            Draft = draft,
            Kind = kind,
            ShownAs = shownAs,
            Caption = caption,
            FileName = name,
            Item = new ChatItem(shownAs, !string.IsNullOrEmpty(caption), day),
            Warnings = [.. LinkWarnings(draft.Attachment, type), .. shownAs is { } sort ? DisplayWarnings.Of(sort, caption, name, type) : []],
        };
    }

    private async Task<(Kind? Kind, string? Type)> LookAsync(Draft draft, Findings findings)
    {
        if (draft.Attachment is not { } attachment)
        {
            return (null, null);
        }

        if (attachment.Link is { } link)
        {
            var (key, unknown) = link.Resolve(providers);
            if (unknown is not null)
            {
                findings.Add(unknown);
                return (null, null);
            }

            if (links.Fresh(key) is not { } fresh)
            {
                // Nothing is fetched for a check: what is not known yet is told when the message is sent.
                return (attachment.Voice is true ? Kind.Voice : attachment.Kind, null);
            }

            attachment = attachment with { Media = fresh.Media };
        }

        var (kind, whyNot) = await sendable.LookAsync(attachment);
        if (whyNot is not null)
        {
            findings.Add(whyNot);
            return (null, null);
        }

        return (kind, measured.Known(attachment.Media)?.Type ?? catalog.Find(attachment.Media)?.Type);
    }

    private static Warning[] LinkWarnings(Attachment? attachment, string? type) => attachment is not { Link: not null } || type is not null ? []
        : [new Warning("link_not_fetched", "A link is fetched when the message is sent: whether it can be had, and what is in it, nobody knows before.",
            "Upload the file with POST /v1/media and send its id to know it now.")];

    /// <summary>Unix seconds, as number or text, or RFC 3339.</summary>
    private static DateTimeOffset? Moment(Parameter timestamp)
    {
        if (timestamp.Text() is not { Length: > 0 } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_200_000)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var moment) && moment.Year is > 1 and < 9999)
        {
            return moment;
        }

        timestamp.Invalid($"is {timestamp.Found()}; Unix seconds are accepted, or a time such as 2026-11-22T10:15:30Z.");
        return null;
    }
}
