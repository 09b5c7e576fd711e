using MediaNode.Formats.Limits;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>A message that a phone is about to send.</summary>
/// <param name="Type">As the business will see it.</param>
/// <param name="Content">What stands under the type, in JSON.</param>
internal sealed record OwnMessage(string Type, byte[] Content)
{
    /// <summary>One with a media that lies on the media servers.</summary>
    public OwnMessage(MediaOffer offer, byte[] media, Lodged lodged)
        : this(Kinds.NameOf(offer.Kind), ContentOf(offer)) => (Media, Url, DirectPath, Digest) =
            (media, lodged.Url, lodged.DirectPath, Convert.ToHexStringLower(lodged.Seal.Digests.Plain.Span));

    /// <summary>In JSON; null for a message without one.</summary>
    public byte[]? Media { get; }

    public string? Url { get; }

    public string? DirectPath { get; }

    /// <summary>Of the bytes that the phone keeps, in hex.</summary>
    public string? Digest { get; }

    private static byte[] ContentOf(MediaOffer offer) => JsonAnswer.ToBytes(writer =>
    {
        if (offer.Caption is not null)
        {
            writer.WriteString("caption"u8, offer.Caption);
        }

        if (offer.FileName is not null)
        {
            writer.WriteString("filename"u8, offer.FileName);
        }
    }).ToArray();
}
