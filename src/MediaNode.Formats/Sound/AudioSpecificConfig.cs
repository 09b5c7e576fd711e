namespace MediaNode.Formats.Sound;

/// <summary>What an AAC decoder is told before the first frame: ISO/IEC 14496-3 §1.6.2.1, extended by §1.6.5 and §1.6.6.</summary>
internal readonly record struct AudioSpecificConfig(int ObjectType, int SampleRate, int? Channels, string? Profile)
{
    private const int Sbr = 5;
    private const int ParametricStereo = 29;

    // ISO/IEC 14496-3 table 1.18.
    private static readonly int[] _rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

    // ISO/IEC 14496-3 table 1.19; 0 stands for a program config element, which is not read.
    private static readonly int[] _channels = [0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8, 0];

    /// <returns>The rate in hertz, or 0 when the index is reserved.</returns>
    public static int RateOf(uint index) => index < _rates.Length ? _rates[index] : 0;

    /// <returns>The channels, or null when the frames themselves tell.</returns>
    public static int? ChannelsOf(uint configuration) => configuration < _channels.Length && _channels[configuration] > 0
        ? _channels[configuration]
        : null;

    public static string? ProfileOf(int objectType) => objectType switch
    {
        1 => "Main",
        2 => "LC",
        3 => "SSR",
        4 => "LTP",
        Sbr => "HE-AAC",
        ParametricStereo => "HE-AACv2",
        23 => "LD",
        39 => "ELD",
        _ => null,
    };

    /// <returns>The configuration, or null when the bytes end too early.</returns>
    public static AudioSpecificConfig? Read(ReadOnlySpan<byte> bytes)
    {
        var bits = new BitReader(bytes);
        var objectType = ObjectTypeOf(ref bits);
        var rate = RateOf(ref bits);
        var configuration = bits.Bits(4);
        var (extension, extensionRate) = (0, 0);
        if (objectType is Sbr or ParametricStereo)
        {
            (extension, extensionRate) = (objectType, RateOf(ref bits));
            objectType = ObjectTypeOf(ref bits);
        }

        if (bits.Overran)
        {
            return null;
        }

        if (extension == 0 && objectType == 2 && configuration > 0)
        {
            (extension, extensionRate) = ReadSyncExtension(ref bits);
        }

        // A decoder of parametric stereo makes two channels of one.
        var channels = extension == ParametricStereo && configuration == 1 ? 2 : ChannelsOf(configuration);
        return new(objectType, extensionRate > 0 ? extensionRate : rate, channels, ProfileOf(extension > 0 ? extension : objectType));
    }

    /// <summary>The extension that old decoders do not see, behind a GASpecificConfig: §4.4.1 and §1.6.6.</summary>
    private static (int Type, int Rate) ReadSyncExtension(ref BitReader bits)
    {
        bits.Bits(1);
        if (bits.Bits(1) == 1)
        {
            bits.Bits(14);
        }

        bits.Bits(1);
        if (bits.Left < 17 || bits.Bits(11) != 0x2b7 || ObjectTypeOf(ref bits) != Sbr || bits.Bits(1) == 0)
        {
            return default;
        }

        var rate = RateOf(ref bits);
        return (bits.Left >= 12 && bits.Bits(11) == 0x548 && bits.Bits(1) == 1 ? ParametricStereo : Sbr, rate);
    }

    private static int ObjectTypeOf(ref BitReader bits) => bits.Bits(5) is var type and not 31 ? (int)type : 32 + (int)bits.Bits(6);

    private static int RateOf(ref BitReader bits) => bits.Bits(4) is var index and not 15 ? RateOf(index) : (int)bits.Bits(24);
}
