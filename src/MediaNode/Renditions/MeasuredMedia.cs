using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Formats.Inspection;
using MediaNode.Inspection;
using MediaNode.Volumes;

namespace MediaNode.Renditions;

/// <summary>What was measured in a media: looked at once, and kept in the catalogue.</summary>
internal sealed class MeasuredMedia(RenditionCatalog renditions, MediaInspector inspector, IVolume volume)
{
    /// <returns>Null when nobody has looked yet.</returns>
    public MediaFacts? Known(MediaId id) => renditions.FactsOf(id) is { } json ? MediaFactsJson.Read(json) : null;

    public async Task<Inspected> LookAsync(Media media, CancellationToken cancellationToken)
    {
        if (Known(media.Id) is { } known)
        {
            return new Inspected.Facts(known);
        }

        var inspected = await inspector.InspectAsync(PathOf(media), cancellationToken);
        if (inspected is Inspected.Facts(var facts))
        {
            await renditions.KeepFactsAsync(media.Id, MediaFactsJson.Write(facts));
        }

        return inspected;
    }

    public string PathOf(Media media) => volume.PathOf(MediaFiles.KeyOf(media));
}
