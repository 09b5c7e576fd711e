using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Phones.Downloads;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>A phone sends a media: sealed, laid on the media servers, kept to be uploaded again, and only then told.</summary>
internal sealed class MediaSender(SimulatorStore store, Lodging lodging, ContentFiles files, Bells bells, TimeProvider clock)
{
    /// <param name="context">The request, with the bytes as its body.</param>
    /// <param name="waId">The phone.</param>
    /// <param name="to">The businesses; none for all with whom the phone has talked.</param>
    /// <param name="offer">What is said of the bytes.</param>
    /// <returns>The id of the message and its <c>media</c>.</returns>
    /// <exception cref="RefusedException">It was not sent.</exception>
    public async Task<(string Id, byte[] Media)> SendAsync(HttpContext context, string waId, IReadOnlyList<string> to, MediaOffer offer)
    {
        store.Do(connection => Sending.Recipients(connection, PhoneBook.Get(connection, waId), to)); // Before 100 MB come for nothing.
        try
        {
            await using var spool = files.Spool();
            await BodySpool.ReceiveAsync(context, spool);
            var seenAs = $"{context.Request.Scheme}://{context.Request.Host}";
            return await SendAsync(waId, to, offer, spool, seenAs, context.RequestAborted);
        }
        catch (Exception disk) when (disk is IOException and not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw BodySpool.NoRoom(disk);
        }
    }

    private async Task<(string Id, byte[] Media)> SendAsync(
        string waId, IReadOnlyList<string> to, MediaOffer offer, FileStream plain, string seenAs, CancellationToken cancellationToken)
    {
        var source = new FileSource(plain);
        var facts = MediaSniffer.Inspect(source);
        var (key, made) = (MediaKey.New(), clock.GetUtcNow());
        var lodged = (await lodging.LodgeAsync(plain, key, offer.Kind, expected: null, seenAs, cancellationToken))!;
        var media = OwnMedia.Describe(offer.Kind, offer.TypeFor(facts), key, made, lodged, facts);
        var message = new OwnMessage(offer, media, lodged);
        var id = "";
        files.Keep(source, message.Digest!, connection =>
            id = Sending.Send(connection, PhoneBook.Get(connection, waId), to, message, clock.Milliseconds()));
        bells.Events.Ring();
        return (id, media);
    }
}
