using System.Globalization;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Formats;
using MediaNode.Formats.Limits;
using MediaNode.Secrets;
using MediaNode.Upstreams;
using Microsoft.Extensions.Options;

namespace MediaNode.Inbound;

/// <summary>Decides, as a user's message comes in, whether its media is fetched.</summary>
internal sealed class Announcements(KeyWrap keys, IApplicationSettings settings, IOptions<InboundOptions> options, TimeProvider clock)
{
    // What is no media type is given out as bytes of no known kind (RFC 2046, section 4.5.1).
    private const string NoType = "application/octet-stream";

    /// <summary>The message as the catalogue takes it in.</summary>
    /// <exception cref="IOException">The disk cannot take a key that media keys are wrapped by.</exception>
    public InboundRow RowOf(UpstreamEvent.Inbound message)
    {
        var now = clock.GetUtcNow();
        return new InboundRow(message.MessageId, message.From, message.Name, message.Type, message.Content, message.At)
        {
            Media = Kinds.Find(message.Type) is { } kind ? MediaOf(message, kind, now) : null,
            HoldUntil = now + options.Value.HoldOrderFor,
        };
    }

    /// <summary>Why a media of so many bytes is not fetched, one sentence; null when it may be.</summary>
    public static string? TooLong(long? length, InboundOptions options) => length > options.MaxBytes.Bytes
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It has {length} bytes; at most {options.MaxBytes} ({options.MaxBytes.Bytes} bytes) are fetched (Inbound:MaxBytes).")
        : null;

    private InboundMediaRow MediaOf(UpstreamEvent.Inbound message, Kind kind, DateTimeOffset now)
    {
        var media = message.Media;
        var row = new InboundMediaRow
        {
            MessageId = message.MessageId,
            MediaId = MediaId.New(clock).ToString(),
            Kind = Kinds.NameOf(kind),
            Type = MediaType.TryParse(media?.Type, out var type, out _) ? type.Text : NoType,
            Caption = kind is Kind.Image or Kind.Video or Kind.Document ? SenderWords.Caption(message.Content) : null,
            FileName = kind is Kind.Document or Kind.Audio ? SenderWords.FileName(message.Content) : null,
            Url = media?.Url,
            DirectPath = media?.DirectPath,
            WrappedKey = media is null ? null : keys.Wrap(media.Key),
            Digest = media?.Digest,
            SealedDigest = media?.SealedDigest,
            Length = media?.Length,
            WantedAt = now.ToUnixTimeMilliseconds(),
        };
        row = row with { Content = InboundContent.NotHere(row) };
        if ((message.Flaw ?? TooLong(row.Length, options.Value)) is { } why)
        {
            return row with { State = (int)InboundState.Undownloaded, Reason = why, Error = MessageRow.Write(InboundContent.Error(why)) };
        }

        return settings.Current.AutoDownload.Contains(kind)
            ? row
            : row with { State = (int)InboundState.Undownloaded, Reason = $"media.auto_download does not name {row.Kind}." };
    }
}
