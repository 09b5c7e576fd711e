namespace MediaNode.Formats.Sound;

/// <summary>The four bytes before each frame of MPEG audio: ISO/IEC 11172-3 §2.4.2.3, ISO/IEC 13818-3 §2.4.2.3.</summary>
/// <remarks>The version is 1, 2, or 25 for what everybody calls 2.5.</remarks>
internal readonly record struct MpegAudioHeader(int Version, int Layer, int SampleRate, int Channels, SoundFrame Frame)
{
    public const int Length = 4;

    // Kilobits a second by index. Index 0 is free format, whose frames tell no length, and 15 is forbidden.
    private static readonly int[][] _rates =
    [
        [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];

    /// <summary>Bytes between the header and where an encoder leaves its notes: the side information of layer III.</summary>
    public int SideLength => (Version, Channels) switch
    {
        (1, 1) => 17,
        (1, _) => 32,
        (_, 1) => 9,
        _ => 17,
    };

    // A stream may change its channel mode; its version, layer and rate it may not.
    public bool AgreesWith(MpegAudioHeader other) => (Version, Layer, SampleRate) == (other.Version, other.Layer, other.SampleRate);

    public static MpegAudioHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || bytes[0] != 0xff || bytes[1] < 0xe0)
        {
            return null;
        }

        int? version = ((bytes[1] >> 3) & 3) switch { 0 => 25, 2 => 2, 3 => 1, _ => null };
        var layer = 4 - ((bytes[1] >> 1) & 3);
        var (rateIndex, sampleIndex) = (bytes[2] >> 4, (bytes[2] >> 2) & 3);
        if (version is null || layer == 4 || rateIndex is 0 or 15 || sampleIndex == 3)
        {
            return null;
        }

        int[] first = [44100, 48000, 32000];
        var sampleRate = first[sampleIndex] / (version switch { 1 => 1, 2 => 2, _ => 4 });
        var bitRate = 1000 * _rates[version == 1 ? layer - 1 : layer == 1 ? 3 : 4][rateIndex - 1];
        var samples = layer switch { 1 => 384, 2 => 1152, _ => version == 1 ? 1152 : 576 };
        var padding = (bytes[2] >> 1) & 1;
        var length = layer == 1
            ? ((12 * bitRate / sampleRate) + padding) * 4
            : (samples / 8 * bitRate / sampleRate) + padding;
        return new(version.Value, layer, sampleRate, bytes[3] >> 6 == 3 ? 1 : 2, new(length, samples));
    }
}
