using MediaNode.Catalog;

namespace MediaNode.Inbound;

/// <summary>A user's media is deleted, here already or not: its key is forgotten, and it is not fetched any more.</summary>
internal sealed class Forgetting(InboundCatalog inbound)
{
    /// <summary>Who was not told of the message yet is told without its media, and who asked for the media by itself that it does not come.</summary>
    /// <param name="id">Of the media or of the message.</param>
    /// <returns>Whether there was such a media. Of several that forget it at once, one hears yes.</returns>
    public async Task<bool> ForgetAsync(string id) =>
        // A read first, so that what no user sent costs no write.
        inbound.Find(id) is { } known && known.Standing != InboundState.Forgotten && await inbound.ForgetAsync(id, Words);

    private static SettledMedia Words(InboundMediaRow row)
    {
        var why = row.Standing == InboundState.Fetched ? "The media was deleted." : "The media was deleted before it came.";
        var error = InboundContent.Error(why);
        return new SettledMedia(InboundState.Forgotten, InboundContent.NotHere(row), error, InboundContent.Item(row, error), why);
    }
}
