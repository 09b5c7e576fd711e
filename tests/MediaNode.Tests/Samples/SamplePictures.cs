using MediaNode.Formats.Limits;
using static MediaNode.Tests.Samples.Sample;

namespace MediaNode.Tests.Samples;

/// <summary>Pictures, as images and as stickers.</summary>
internal static class SamplePictures
{
    private const string Jpeg = "image/jpeg";
    private const string Png = "image/png";
    private const string WebP = "image/webp";
    private const string Gif = "image/gif";
    private const string NoClaim = "application/octet-stream";

    private static readonly Sample[] _images =
    [
        Conforms(Kind.Image, "plain.jpg", Jpeg),
        Conforms(Kind.Image, "plain.jpg", "Image/JPG"),
        Conforms(Kind.Image, "plain.jpg", NoClaim),
        Conforms(Kind.Image, "progressive.jpg", Jpeg),
        Conforms(Kind.Image, "gray.jpg", Jpeg),
        Conforms(Kind.Image, "orientation-1.jpg", Jpeg),
        Conforms(Kind.Image, "plain.png", Png),
        .. Enumerable.Range(2, 7).Select(turn => Advised(Kind.Image, $"orientation-{turn}.jpg", Jpeg, "image.orientation")),
        Advised(Kind.Image, "p3.jpg", Jpeg, "image.profile"),
        Advised(Kind.Image, "broken-icc.jpg", Jpeg, "image.profile"),
        Advised(Kind.Image, "gps.jpg", Jpeg, "image.location"),
        Advised(Kind.Image, "xmp-location.jpg", Jpeg, "image.location"),
        // The colours of a press cannot all be shown on a screen, nor the other way round.
        Mendable(Kind.Image, "cmyk.jpg", Jpeg, "image.color") with { Likeness = 0.9 },
        Mendable(Kind.Image, "16bit.png", Png, "image.bit-depth"),
        Mendable(Kind.Image, "transparent.png", Png, "image.transparency"),
        Mendable(Kind.Image, "opaque-alpha.png", Png, "image.transparency"),
        Mendable(Kind.Image, "palette-transparent.png", Png, "image.transparency"),
        Mendable(Kind.Image, "gray-alpha.png", Png, "image.transparency"),
        Mendable(Kind.Image, "animated.png", Png, "image.animation"),
        // Noise is what compresses worst: these two must lose some.
        Mendable(Kind.Image, "noisy-12mp.jpg", Jpeg, "media.size") with { Likeness = 0.7 },
        Mendable(Kind.Image, "large.png", Png, "media.size") with { Likeness = 0.7 },
        Mendable(Kind.Image, "static.webp", WebP, "image.type"),
        Mendable(Kind.Image, "transparent.webp", WebP, "image.transparency"),
        Mendable(Kind.Image, "animated.webp", WebP, "image.animation"),
        Mendable(Kind.Image, "static.gif", Gif, "image.type"),
        Mendable(Kind.Image, "animated.gif", Gif, "image.animation"),
        Mendable(Kind.Image, "photo.heic", "image/heic", "image.type"),
        Mendable(Kind.Image, "photo.avif", "image/avif", "image.type"),
        Mendable(Kind.Image, "scan.tiff", "image/tiff", "image.type"),
        Mendable(Kind.Image, "scan-16bit.tiff", "image/tiff", "image.bit-depth"),
        Mendable(Kind.Image, "photo.bmp", "image/bmp", "image.type"),
        Hopeless(Kind.Image, "30000x30000.png", Png, "media.pixels"),
        Hopeless(Kind.Image, "100000-frames.gif", Gif, "media.frames"),
        Hopeless(Kind.Image, "truncated.jpg", Jpeg, "media.damaged"),
        Hopeless(Kind.Image, "truncated.png", Png, "media.damaged"),
        Hopeless(Kind.Image, "png-named.jpg", Jpeg, "media.claimed-type"),
        Hopeless(Kind.Image, "jpeg-named.png", Png, "media.claimed-type"),
        Hopeless(Kind.Image, "page.html", Jpeg, "media.claimed-type"),
        Hopeless(Kind.Image, "drawing.mvg", Png, "media.claimed-type"),
        Hopeless(Kind.Image, "drawing.mvg", NoClaim, "image.type"),
        Hopeless(Kind.Image, "drawing.svg", "image/svg+xml", "image.type"),
        Hopeless(Kind.Image, "drawing.ps", "application/postscript", "image.type"),
        Hopeless(Kind.Image, "one-page.pdf", "application/pdf", "image.type"),
    ];

    private static readonly Sample[] _stickers =
    [
        Conforms(Kind.Sticker, "sticker.webp", WebP),
        Mendable(Kind.Sticker, "static.webp", WebP, "sticker.dimensions"),
        Mendable(Kind.Sticker, "transparent.webp", WebP, "sticker.dimensions"),
        Mendable(Kind.Sticker, "sticker-large.webp", WebP, "media.size") with { Likeness = 0.6 },
        Mendable(Kind.Sticker, "plain.png", Png, "sticker.type"),
        Mendable(Kind.Sticker, "transparent.png", Png, "sticker.type"),
        Mendable(Kind.Sticker, "orientation-6.jpg", Jpeg, "sticker.type"),
        Hopeless(Kind.Sticker, "sticker-animated.webp", WebP, "sticker.animation"),
        Hopeless(Kind.Sticker, "animated.gif", Gif, "sticker.animation"),
        Hopeless(Kind.Sticker, "truncated.webp", WebP, "media.damaged"),
    ];

    public static readonly IReadOnlyList<Sample> All = [.. _images, .. _stickers];
}
