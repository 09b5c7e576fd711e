using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Handmade;

/// <summary>Files of sound with right headers and silence, or nonsense, behind them.</summary>
public static class Sound
{
    /// <summary>An ID3v2.4 tag that says it is so long, with as many bytes as it really has.</summary>
    public static byte[] Id3(int claimed, int real) => Join(
        Text("ID3\x04\0\0"),
        [(byte)((claimed >> 21) & 0x7f), (byte)((claimed >> 14) & 0x7f), (byte)((claimed >> 7) & 0x7f), (byte)(claimed & 0x7f)],
        new byte[real]);

    /// <summary>AAC LC, stereo at 44.1 kHz; frames of 32 bytes.</summary>
    public static byte[] Adts(int frames) =>
        Join(Enumerable.Repeat(Join([0xff, 0xf1, 0x50, 0x80, 0x04, 0x1f, 0xfc], new byte[25]), frames));

    /// <summary>Layer III, 32 kbit/s, mono at 44.1 kHz; frames of 104 bytes.</summary>
    public static byte[] Mp3(int frames) => Join(Enumerable.Repeat(Join([0xff, 0xfb, 0x10, 0xc0], new byte[100]), frames));

    /// <summary>A first frame that tells how many frames and bytes there are.</summary>
    public static byte[] Xing(uint frames, uint bytes) =>
        Join([0xff, 0xfb, 0x10, 0xc0], new byte[17], Text("Xing"), Big(4, 3), Big(4, frames), Big(4, bytes), new byte[67]);

    /// <summary>Frames of the best narrow-band mode.</summary>
    public static byte[] Amr(int frames) => Join(Text("#!AMR\n"), Join(Enumerable.Repeat(Join([0x3c], new byte[31]), frames)));

    /// <summary>Frames of the best wide-band mode.</summary>
    public static byte[] AmrWide(int frames) => Join(Text("#!AMR-WB\n"), Join(Enumerable.Repeat(Join([0x44], new byte[60]), frames)));

    public static byte[] OpusHead(byte channels, ushort preSkip = 312) =>
        Join(Text("OpusHead\x01"), [channels], Little(2, preSkip), Little(4, 16_000), [0, 0, 0]);

    /// <summary>One page with one packet and the right checksum: RFC 3533 §6.</summary>
    /// <param name="flags">1 continued, 2 first, 4 last.</param>
    /// <param name="serial">The logical stream.</param>
    /// <param name="granule">Where the page ends.</param>
    /// <param name="packet">At most 254 bytes.</param>
    public static byte[] OggPage(byte flags, uint serial, long granule, byte[] packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var page = Join(
            Text("OggS\0"), [flags], Little(8, (ulong)granule), Little(4, serial), new byte[8], [1, (byte)packet.Length], packet);
        Little(4, Checksum(page)).CopyTo(page, 22);
        return page;
    }

    /// <summary>Mono Opus of so many seconds.</summary>
    public static byte[] Voice(int seconds, uint serial = 7) => Join(
        OggPage(2, serial, 0, OpusHead(1)),
        OggPage(0, serial, 0, Text("OpusTags\0\0\0\0\0\0\0\0")),
        OggPage(4, serial, 312 + (seconds * 48_000L), new byte[40]));

    /// <summary>Stereo PCM of 16 bits at 8 kHz.</summary>
    public static byte[] Wav(uint claimed, int real) => Join(
        Text("RIFF"), Little(4, claimed + 36), Text("WAVEfmt "), Little(4, 16), Little(2, 1), Little(2, 2), Little(4, 8_000),
        Little(4, 32_000), Little(2, 4), Little(2, 16), Text("data"), Little(4, claimed), new byte[real]);

    /// <summary>Stereo at 44.1 kHz, one second, with nothing right behind the headers.</summary>
    public static byte[] Flac() => Join(
        Text("fLaC"), Big(4, 34), Big(2, 4096), Big(2, 4096), Big(6, 0),
        Big(8, (44_100ul << 44) | (1ul << 41) | (15ul << 36) | 44_100), new byte[16], Big(4, 0x81000004), new byte[4], [0xff, 0xf8, 0, 0]);

    private static uint Checksum(byte[] page)
    {
        var sum = 0u;
        foreach (var next in page)
        {
            sum ^= (uint)next << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 0x80000000) != 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
            }
        }

        return sum;
    }
}
