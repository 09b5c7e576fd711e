using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Renditions;

/// <summary>What a person would send a media as, by its content: nobody means a voice message or a sticker without saying so.</summary>
internal static class NaturalKind
{
    public static Kind Of(MediaFacts facts) =>
        facts.Image is not null || IsPicture(facts.Container) ? Kind.Image
        : facts.Tracks.Any(track => track.Kind == TrackKind.Video) ? Kind.Video
        : facts.Tracks.Any(track => track.Kind == TrackKind.Audio) ? Kind.Audio
        : Kind.Document;

    private static bool IsPicture(Container container) => container
        is Container.Jpeg or Container.Png or Container.WebP or Container.Gif
        or Container.Heic or Container.Avif or Container.Tiff or Container.Bmp;
}
