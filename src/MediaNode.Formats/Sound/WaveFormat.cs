using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sound;

/// <summary>WAVEFORMATEX, which says in WAV and AVI what the sound is: RFC 2361 and mmreg.h.</summary>
internal readonly record struct WaveFormat(int Tag, int Channels, int SampleRate, uint BytesPerSecond, int BitsPerSample)
{
    private const int Extensible = 0xfffe;

    public TrackFacts Track => new() { Kind = TrackKind.Audio, Codec = Codec, Channels = Channels, SampleRate = SampleRate };

    private string Codec => Tag switch
    {
        1 => BitsPerSample switch { 8 => "pcm_u8", 16 => "pcm_s16le", 24 => "pcm_s24le", 32 => "pcm_s32le", _ => "unknown" },
        2 => "adpcm_ms",
        3 => BitsPerSample == 64 ? "pcm_f64le" : "pcm_f32le",
        6 => "pcm_alaw",
        7 => "pcm_mulaw",
        0x11 => "adpcm_ima_wav",
        0x31 => "gsm_ms",
        0x50 => "mp2",
        0x55 => "mp3",
        0xff or 0x1600 or 0x1610 or 0x706d => "aac",
        0x160 => "wmav1",
        0x161 => "wmav2",
        0x2000 => "ac3",
        _ => "unknown",
    };

    /// <param name="body">The bytes of the structure; little-endian.</param>
    public static WaveFormat Read(ByteCursor body)
    {
        var tag = (int)body.U16();
        var channels = (int)body.U16();
        var rate = (int)Math.Min(body.U32(), int.MaxValue);
        var bytesPerSecond = body.U32();
        body.Skip(2);
        var bits = (int)body.U16();
        if (tag == Extensible && body.Left >= 10)
        {
            // The real tag begins the GUID behind the size, the valid bits and the speakers.
            body.Skip(8);
            tag = body.U16();
        }

        return new(tag, channels, rate, bytesPerSecond, bits);
    }
}
