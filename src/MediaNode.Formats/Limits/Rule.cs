namespace MediaNode.Formats.Limits;

/// <summary>What a breach of a rule means.</summary>
public enum RuleForce
{
    /// <summary>WhatsApp does not take, or does not show, what breaches it.</summary>
    Required,

    /// <summary>It would be taken, but something is better otherwise. Never a reason to refuse.</summary>
    Advised,

    /// <summary>The node's own bound, which guards its decoders. Always a reason to refuse.</summary>
    Bound,
}

/// <summary>One thing that media are checked for: the whole list is <see cref="All"/>, written out in docs/limits.md.</summary>
/// <param name="Id">A stable name.</param>
/// <param name="Force">What a breach means.</param>
/// <param name="Kinds">The kinds it holds for.</param>
/// <param name="Accepted">What meets it, in a sentence.</param>
/// <param name="HowTo">How a person gets there, in sentences, often with a command.</param>
public sealed record Rule(string Id, RuleForce Force, IReadOnlyList<Kind> Kinds, string Accepted, string HowTo)
{
    // Declared before the rules: static fields get their values in this order.
    private static readonly Kind[] _any = [.. Limits.Kinds.All];
    private static readonly Kind[] _played = [Kind.Image, Kind.Sticker, Kind.Audio, Kind.Voice, Kind.Video];
    private static readonly Kind[] _pictures = [Kind.Image, Kind.Sticker];
    private static readonly Kind[] _sounds = [Kind.Audio, Kind.Voice];
    private static readonly Kind[] _image = [Kind.Image];
    private static readonly Kind[] _sticker = [Kind.Sticker];
    private static readonly Kind[] _video = [Kind.Video];
    private static readonly Kind[] _document = [Kind.Document];

    public static readonly Rule MediaEmpty = new("media.empty", RuleForce.Required, _any,
        "At least one byte.",
        "Look whether the file was written at all, and send it again.");

    public static readonly Rule MediaSize = new("media.size", RuleForce.Required, _any,
        "At most the kind's size, counted when sealed: padded to the next multiple of 16, and 10 bytes more.",
        $"A picture: {Advice.SmallerPicture}. A sticker: {Advice.SmallerSticker}. Sound: {Advice.SmallerSound}. "
        + $"A voice message: {Advice.SmallerVoice}. A video: {Advice.SmallerVideo}. A document: split it, or send a link.");

    public static readonly Rule MediaDamaged = new("media.damaged", RuleForce.Required, _played,
        "A whole file that its format's own rules can read.",
        "Export it once more from where it was made, or copy it again: it was probably cut off on its way.");

    public static readonly Rule MediaClaimedType = new("media.claimed-type", RuleForce.Required, _played,
        "A Content-Type that the bytes bear out, or application/octet-stream, which claims nothing.",
        "Send the media type of the bytes: file --mime-type FILE tells it.");

    public static readonly Rule MediaPixels = new("media.pixels", RuleForce.Bound, [Kind.Image, Kind.Sticker, Kind.Video],
        "At most as many pixels as Processing:MaxPixels says, told by the header.",
        $"A picture: {Advice.FewerPixels}. A video: {Advice.FewerPixelsOfVideo}.");

    public static readonly Rule MediaFrames = new("media.frames", RuleForce.Bound, _pictures,
        "At most as many frames as Processing:MaxFrames says.",
        "Send one frame (vips copy IN.gif OUT.jpg), or send it as a video.");

    public static readonly Rule MediaDuration = new("media.duration", RuleForce.Bound, [Kind.Audio, Kind.Voice, Kind.Video],
        "What must be transcoded is no longer than the kind's size has room for at the lowest bit rate worth having; and a video whose picture "
        + "must be transcoded no longer than Processing:MaxVideoDuration either. What is only copied is as long as it is.",
        "Cut it: ffmpeg -i IN -t 600 -c copy OUT.");

    public static readonly Rule ImageType = new("image.type", RuleForce.Required, _image,
        "A JPEG or a PNG picture.",
        "Convert it: vips copy IN OUT.jpg.");

    public static readonly Rule ImageTransparency = new("image.transparency", RuleForce.Required, _image,
        "A picture without an alpha channel or a transparent colour.",
        "Lay it on a colour: vips flatten IN.png OUT.png --background '255 255 255'.");

    public static readonly Rule ImageColor = new("image.color", RuleForce.Required, _image,
        "RGB or gray, with a palette or without; not the inks of a printer (CMYK, YCCK).",
        "Convert the colours: vips icc_transform IN.jpg OUT.jpg srgb --input-profile cmyk.");

    public static readonly Rule ImageBitDepth = new("image.bit-depth", RuleForce.Required, _image,
        "At most 8 bits a channel.",
        "Convert it: vips colourspace IN.png OUT.png srgb.");

    public static readonly Rule ImageAnimation = new("image.animation", RuleForce.Required, _image,
        "A still picture.",
        "Take the first frame (vips copy IN OUT.jpg), or send it as a video.");

    public static readonly Rule ImageOrientation = new("image.orientation", RuleForce.Advised, _pictures,
        "Pixels stored upright, with no turn in the metadata: not everybody who shows the picture looks there.",
        "Turn it: vips autorot IN.jpg OUT.jpg.");

    public static readonly Rule ImageProfile = new("image.profile", RuleForce.Advised, _image,
        "sRGB, with its profile or without any: not everybody who shows the picture looks at another one.",
        "Convert the colours: vips icc_transform IN.jpg OUT.jpg srgb --embedded.");

    public static readonly Rule ImageLocation = new("image.location", RuleForce.Advised, _pictures,
        "No metadata that tell where the picture was taken.",
        "Take the metadata off: exiftool -all= -tagsfromfile @ -orientation FILE.");

    public static readonly Rule StickerType = new("sticker.type", RuleForce.Required, _sticker,
        "A WebP picture.",
        "Convert it: vips copy IN OUT.webp.");

    public static readonly Rule StickerDimensions = new("sticker.dimensions", RuleForce.Required, _sticker,
        "512 x 512 pixels.",
        "Fit it, the rest transparent: ffmpeg -i IN -vf scale=512:512:force_original_aspect_ratio=decrease,format=rgba,"
        + "pad=512:512:-1:-1:black@0 OUT.webp.");

    public static readonly Rule StickerAnimation = new("sticker.animation", RuleForce.Required, _sticker,
        "A still sticker.",
        "Take the first frame (vips copy IN.webp OUT.webp), or set Processing:AnimatedSticker=first-frame.");

    public static readonly Rule AudioType = new("audio.type", RuleForce.Required, _sounds,
        "AAC, MP4 with sound only, AMR, MP3 or Ogg with Opus; as voice Ogg with Opus only.",
        $"Convert it: {Advice.ToAudio}; for voice {Advice.ToVoice}.");

    public static readonly Rule AudioCodec = new("audio.codec", RuleForce.Required, _sounds,
        "Sound in AAC, AMR narrow band, MP3 or Opus; as voice in Opus only.",
        $"Convert it: {Advice.ToAudio}; for voice {Advice.ToVoice}.");

    public static readonly Rule AudioChannels = new("audio.channels", RuleForce.Required, _sounds,
        "One channel in Opus and in every voice message.",
        "Mix it down: ffmpeg -i IN -vn -c:a libopus -ac 1 OUT.ogg.");

    public static readonly Rule AudioTracks = new("audio.tracks", RuleForce.Required, _sounds,
        "One track of sound.",
        "Keep the first: ffmpeg -i IN -map 0:a:0 -c copy OUT.");

    public static readonly Rule VideoType = new("video.type", RuleForce.Required, _video,
        "An MP4 or 3GP file.",
        "Put it into MP4: ffmpeg -i IN -c copy -movflags +faststart OUT.mp4; where the codecs do not fit, leave out -c copy.");

    public static readonly Rule VideoCodec = new("video.codec", RuleForce.Required, _video,
        "A picture in H.264.",
        "Convert it: ffmpeg -i IN -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a aac -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoProfile = new("video.profile", RuleForce.Required, _video,
        "H.264 Baseline or Main, or High without B-frames: phones with Android do not show High with them.",
        "Convert it: ffmpeg -i IN -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a copy -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoPixelFormat = new("video.pixel-format", RuleForce.Required, _video,
        "8 bits a channel at 4:2:0 (yuv420p).",
        "Convert it: ffmpeg -i IN -c:v libx264 -profile:v main -bf 0 -pix_fmt yuv420p -c:a copy -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoDimensions = new("video.dimensions", RuleForce.Required, _video,
        "An even width and an even height.",
        "Cut off the odd line: ffmpeg -i IN -vf 'crop=trunc(iw/2)*2:trunc(ih/2)*2' -c:v libx264 -profile:v main -bf 0 -c:a copy OUT.mp4.");

    public static readonly Rule VideoAudioCodec = new("video.audio-codec", RuleForce.Required, _video,
        "Sound in AAC, or none.",
        "Convert the sound only: ffmpeg -i IN -c:v copy -c:a aac -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoAudioTracks = new("video.audio-tracks", RuleForce.Required, _video,
        "One track of sound, or none.",
        "Keep the first: ffmpeg -i IN -map 0:v:0 -map 0:a:0 -c copy -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoExtraStreams = new("video.extra-streams", RuleForce.Advised, _video,
        "Nothing beside one track of picture and one of sound.",
        "Keep those: ffmpeg -i IN -map 0:v:0 -map '0:a:0?' -c copy -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoFastStart = new("video.fast-start", RuleForce.Advised, _video,
        "The index (moov) before the content (mdat), so that it plays before it is whole.",
        "Move it: ffmpeg -i IN -c copy -movflags +faststart OUT.mp4.");

    public static readonly Rule VideoFragmented = new("video.fragmented", RuleForce.Advised, _video,
        "One index of the whole file. Not every phone plays a file in fragments, as streaming and browsers' recorders make it.",
        "Write it whole: ffmpeg -i IN -c copy -movflags +faststart OUT.mp4.");

    public static readonly Rule DocumentDamaged = new("document.damaged", RuleForce.Advised, _document,
        "A whole file that its format's own rules can read. It is sent all the same.",
        "Open it once before it is sent.");

    public static readonly Rule DocumentClaimedType = new("document.claimed-type", RuleForce.Advised, _document,
        "A Content-Type that the bytes bear out. It is sent all the same, under the type that was claimed.",
        "Send the media type of the bytes: file --mime-type FILE tells it.");

    /// <summary>The rules, in the order of docs/limits.md.</summary>
    public static readonly IReadOnlyList<Rule> All =
    [
        MediaEmpty, MediaDamaged, MediaClaimedType, MediaSize, MediaPixels, MediaFrames, MediaDuration,
        ImageType, ImageAnimation, ImageTransparency, ImageColor, ImageBitDepth, ImageProfile, ImageOrientation, ImageLocation,
        StickerType, StickerAnimation, StickerDimensions,
        AudioType, AudioTracks, AudioCodec, AudioChannels,
        VideoType, VideoCodec, VideoProfile, VideoPixelFormat, VideoDimensions,
        VideoAudioTracks, VideoAudioCodec, VideoExtraStreams, VideoFastStart, VideoFragmented,
        DocumentDamaged, DocumentClaimedType,
    ];

    /// <summary>The rule of media types for a kind; documents have none.</summary>
    public static Rule? TypeOf(Kind kind) => kind switch
    {
        Kind.Image => ImageType,
        Kind.Sticker => StickerType,
        Kind.Audio or Kind.Voice => AudioType,
        Kind.Video => VideoType,
        _ => null,
    };
}
