namespace MediaNode.Sandboxing.Tools;

/// <summary>What ffprobe found in a file of sound or video.</summary>
/// <param name="Streams">In the order of the file.</param>
/// <param name="Duration">Of the whole, where it is known.</param>
internal sealed record ProbeFacts(IReadOnlyList<ProbeStream> Streams, TimeSpan? Duration);

/// <summary>One stream. Names are ffmpeg's; what it did not say is null.</summary>
internal sealed record ProbeStream
{
    public required int Index { get; init; }

    /// <summary><c>video</c>, <c>audio</c>, <c>subtitle</c>, <c>data</c> …</summary>
    public required string Type { get; init; }

    public required string Codec { get; init; }

    public string? Profile { get; init; }

    public bool? HasBFrames { get; init; }

    public string? PixelFormat { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Degrees clockwise by which a player turns the picture, 0 to 359.</summary>
    public int Rotation { get; init; }

    public int? Channels { get; init; }

    /// <summary>Hertz.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Bits a second.</summary>
    public int? BitRate { get; init; }

    /// <summary>Frames a second, on average.</summary>
    public double? FrameRate { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>A cover, and no video though it looks like one.</summary>
    public bool AttachedPicture { get; init; }
}
