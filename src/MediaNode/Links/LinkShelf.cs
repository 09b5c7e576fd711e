using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Links;

/// <summary>Makes a media of what was fetched, in the order of an upload: durable, recorded, visible. A crash in between is finished, or undone, at the next start.</summary>
internal sealed class LinkShelf(LinkQueue queue, LinkCatalog links, MediaCatalog catalog, IVolume volume, TimeProvider clock)
{
    /// <returns>The new media; null when the link is not ours any more.</returns>
    /// <exception cref="IOException">The volume failed; nothing is kept.</exception>
    public async Task<MediaId?> StoreAsync(Link link, LinkOutcome.Fetched fetched)
    {
        var media = new Media
        {
            Id = new MediaId(fetched.Bytes.Key.Id),
            Type = fetched.Type,
            Length = fetched.Length,
            Digest = fetched.Digest,
            CreatedAt = clock.GetUtcNow(),
            Origin = MediaOrigin.Fetched,
        };
        await volume.SyncAsync(fetched.Bytes);
        if (!await queue.StoreAsync(link, media, OriginOf(fetched.Freshness)))
        {
            return null;
        }

        await PublishAsync(media, fetched.Bytes);
        Remember(link, media.Id, fetched.Freshness);
        return media.Id;
    }

    /// <returns>The media; null when the link is not ours any more.</returns>
    public async Task<MediaId?> KeepAsync(Link link, MediaId media, LinkFreshness freshness)
    {
        if (!await queue.KeepAsync(link, media, OriginOf(freshness)))
        {
            return null;
        }

        Remember(link, media, freshness);
        return media;
    }

    /// <summary>Messages that name the link until then go with the media at once.</summary>
    public void Remember(Link link, MediaId media, DateTimeOffset until)
    {
        if (until > clock.GetUtcNow())
        {
            links.Remember(link.Key, new FreshLink(link.Id, media, until));
        }
    }

    private void Remember(Link link, MediaId media, LinkFreshness freshness) => Remember(link, media, OriginOf(freshness).FreshUntil);

    // What is for this once is not even asked for with a condition later.
    private static LinkOrigin OriginOf(LinkFreshness freshness) => freshness.MayBeKept
        ? new LinkOrigin(freshness.FreshUntil, freshness.ETag, freshness.LastModified)
        : new LinkOrigin(DateTimeOffset.UnixEpoch, null, null);

    private async Task PublishAsync(Media media, BlobWriter bytes)
    {
        try
        {
            volume.Publish(bytes.Key);
            bytes.Keep();
        }
        catch (IOException)
        {
            // No message has it yet, so it is not to be seen either. The bytes stay as long as the row offers them.
            bytes.Keep();
            await catalog.StopOfferingAsync(media.Id);
            volume.Delete(bytes.Key);
            await catalog.RemoveAsync(media.Id);
            throw;
        }
    }
}
