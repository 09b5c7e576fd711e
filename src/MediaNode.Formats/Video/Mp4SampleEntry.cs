using System.Buffers.Binary;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;

namespace MediaNode.Formats.Video;

/// <summary>The first entry of <c>stsd</c>, which names the codec: ISO/IEC 14496-12 §8.5.2, §12.1.3 and §12.2.3.</summary>
/// <remarks>What QuickTime does otherwise is in the QuickTime file format specification.</remarks>
internal sealed record Mp4SampleEntry(string Codec)
{
    public static Mp4SampleEntry Unknown { get; } = new("unknown");

    public string? Profile { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public int? Channels { get; init; }

    public int? SampleRate { get; init; }

    /// <param name="stsd">The body of the box. However many entries it claims, the first one counts.</param>
    /// <param name="handler">What the track holds.</param>
    public static Mp4SampleEntry Read(ByteCursor stsd, string handler)
    {
        var version = stsd.U8();
        stsd.Skip(7);
        return Mp4Box.Next(stsd) is not { } entry ? Unknown
            : handler == "vide" ? ReadVisual(entry)
            : handler == "soun" ? ReadSound(entry, version)
            : new(Mp4Codecs.OfText(entry.Type));
    }

    private static Mp4SampleEntry ReadVisual(Mp4Box entry)
    {
        entry.Body.Skip(24);
        var (width, height) = (entry.Body.U16(), entry.Body.U16());
        entry.Body.Skip(50);
        var read = new Mp4SampleEntry(Mp4Codecs.OfPicture(entry.Type)) { Width = width, Height = height };
        while (Mp4Box.Next(entry.Body) is { } box)
        {
            read = box.Type switch
            {
                "avcC" => read with { Profile = Mp4Codecs.ProfileOfAvc(box.Body.Peek(4)) },
                "hvcC" => read with { Profile = Mp4Codecs.ProfileOfHevc(box.Body.Peek(2)) },
                "esds" when entry.Type == "mp4v" =>
                    read with { Codec = Mp4Codecs.OfObjectType(ElementaryStream.Read(box.Body).ObjectType) },
                _ => read,
            };
        }

        return read;
    }

    private static Mp4SampleEntry ReadSound(Mp4Box entry, int descriptionVersion)
    {
        var body = entry.Body;
        body.Skip(8);
        var version = body.U16();
        body.Skip(6);
        var (channels, bits) = ((int)Math.Min(body.U16(), int.MaxValue), body.U16());
        body.Skip(4);
        var rate = (int)(body.U32() >> 16);
        if (version == 1 && descriptionVersion == 0)
        {
            body.Skip(16); // QuickTime's version 1. ISO's own changes the version of stsd as well.
        }
        else if (version == 2)
        {
            body.Skip(4);
            var exact = BitConverter.UInt64BitsToDouble(body.U64());
            rate = exact is > 0 and < int.MaxValue ? (int)exact : 0;
            channels = (int)Math.Min(body.U32(), int.MaxValue);
            body.Skip(20);
        }

        var read = new Mp4SampleEntry(Mp4Codecs.OfSound(entry.Type, bits)) { Channels = channels, SampleRate = rate };
        return read.Codec switch
        {
            "amr_nb" => read with { Channels = 1, SampleRate = 8_000 }, // 3GPP TS 26.244 §6.5: the fields are templates.
            "amr_wb" => read with { Channels = 1, SampleRate = 16_000 },
            "eac3" => read with { Channels = null }, // ETSI TS 102 366 §F.5: so are they here.
            _ => read.WithDetails(body, entry.Type, nested: false),
        };
    }

    /// <param name="boxes">What follows the fields of the entry.</param>
    /// <param name="type">The type of the entry.</param>
    /// <param name="nested">Whether this is the inside of <c>wave</c>, in which QuickTime wraps what MP4 has at hand.</param>
    private Mp4SampleEntry WithDetails(ByteCursor boxes, string type, bool nested)
    {
        var read = this;
        while (Mp4Box.Next(boxes) is { } box)
        {
            read = box.Type switch
            {
                "wave" when !nested => read.WithDetails(box.Body, type, nested: true),
                "esds" when type == "mp4a" => read.WithStream(ElementaryStream.Read(box.Body)),
                "dOps" when box.Body.Peek(2) is [_, var channels] => read with { Channels = channels, SampleRate = 48_000 },
                "dfLa" when box.Body.Peek(8 + FlacStreamInfo.Length) is { Length: > 8 } flac
                    && FlacStreamInfo.Read(flac[8..]) is { } info =>
                    read with { Channels = info.Channels, SampleRate = info.SampleRate },
                "alac" when box.Body.Peek(28) is { Length: 28 } cookie => read with
                {
                    Channels = cookie[13],
                    SampleRate = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(cookie[24..]), int.MaxValue),
                },
                "dac3" when box.Body.Peek(2) is [_, var modes] => read with { Channels = Mp4Codecs.ChannelsOfAc3(modes) },
                _ => read,
            };
        }

        return read;
    }

    private Mp4SampleEntry WithStream(ElementaryStream stream)
    {
        var codec = Mp4Codecs.OfObjectType(stream.ObjectType);
        if (codec != "aac" || stream.Config is not { } config)
        {
            return this with { Codec = codec, Channels = null }; // Most writers leave the template there, which is 2.
        }

        return this with
        {
            Codec = config.ObjectType switch { 32 => "mp1", 33 => "mp2", 34 => "mp3", 36 => "mp4als", _ => "aac" },
            Profile = config.Profile,
            Channels = config.Channels ?? Channels,
            SampleRate = config.SampleRate > 0 ? config.SampleRate : SampleRate,
        };
    }
}
