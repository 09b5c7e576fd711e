namespace MediaNode.Processing;

/// <summary>One transformation of a media. Steps run in the order of their plan; a processor may do several in one pass.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>A stable name, for receipts.</summary>
    public abstract string Name { get; }

    /// <summary>Takes EXIF, XMP, IPTC, comments and what stands behind the end off, and leaves every pixel and the colour profile as they are.</summary>
    public sealed record StripMetadata : Step
    {
        public override string Name => "strip-metadata";
    }

    /// <summary>Keeps the first frame of an animated picture.</summary>
    public sealed record FirstFrame : Step
    {
        public override string Name => "first-frame";
    }

    /// <summary>Turns the pixels as the EXIF orientation says.</summary>
    public sealed record Orient(int Orientation) : Step
    {
        public override string Name => "orient";
    }

    /// <summary>Converts to sRGB with 8 bits a channel, by the picture's own profile where it has one.</summary>
    public sealed record ToSrgb : Step
    {
        public override string Name => "to-srgb";
    }

    /// <summary>Lays a transparent picture on a colour, 0xRRGGBB.</summary>
    public sealed record Flatten(int Background) : Step
    {
        public override string Name => "flatten";
    }

    /// <summary>Encodes anew and leaves the metadata behind.</summary>
    /// <param name="Format">The format.</param>
    /// <param name="WhenTooLarge">The format to take instead when that one is more bytes than fit; null to stay.</param>
    public sealed record Reencode(PictureFormat Format, PictureFormat? WhenTooLarge = null) : Step
    {
        public override string Name => "reencode";
    }

    /// <summary>Brings the result down to so many bytes: a picture by its quality, sound and video by their bit rate.</summary>
    public sealed record FitBytes(long MostBytes) : Step
    {
        public override string Name => "fit-bytes";
    }

    /// <summary>Makes a picture smaller in pixels, only where no quality worth seeing made it fit.</summary>
    public sealed record Shrink : Step
    {
        public override string Name => "shrink";
    }

    /// <summary>Makes a static WebP of a square, the picture whole within and the rest transparent, in at most so many bytes.</summary>
    public sealed record ToSticker(int Edge, long MostBytes) : Step
    {
        public override string Name => "to-sticker";
    }

    /// <summary>Encodes the first track of sound anew, at a bit rate that keeps it within so many bytes, and nothing beside it.</summary>
    /// <param name="Format">What comes out.</param>
    /// <param name="Channels">How many; null to keep what there are, up to two.</param>
    /// <param name="MostBytes">What it must fit.</param>
    public sealed record TranscodeAudio(SoundFormat Format, int? Channels, long MostBytes) : Step
    {
        public override string Name => "transcode-audio";
    }

    /// <summary>Encodes the first track of picture as H.264 Main without B-frames, yuv420p, with even width and height.</summary>
    public sealed record TranscodeVideo : Step
    {
        public override string Name => "transcode-video";
    }

    /// <summary>Encodes the first track of sound of a video as AAC.</summary>
    public sealed record TranscodeAudioOfVideo : Step
    {
        public override string Name => "transcode-audio-of-video";
    }

    /// <summary>
    /// Writes the first track of picture and the first of sound into an MP4 with its index in front. What was not transcoded is copied.
    /// </summary>
    /// <param name="DropStreams">Whether there is more, which stays behind.</param>
    public sealed record Remux(bool DropStreams) : Step
    {
        public override string Name => "remux";
    }
}

/// <summary>The formats that images are made in.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
}

/// <summary>The formats that sound is made in.</summary>
internal enum SoundFormat
{
    /// <summary>AAC in MP4.</summary>
    Aac,

    /// <summary>Opus in Ogg.</summary>
    Opus,
}
