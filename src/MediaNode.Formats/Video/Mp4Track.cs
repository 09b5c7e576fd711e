using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>The box <c>trak</c>: ISO/IEC 14496-12 §8.3 to §8.5.</summary>
internal sealed class Mp4Track
{
    // trak / mdia / minf / stbl: what nests deeper holds nothing that is read.
    private const int Deepest = 3;

    private string _handler = "";
    private Mp4SampleEntry _entry = Mp4SampleEntry.Unknown;
    private int _width;
    private int _height;
    private int _rotation;
    private uint _samples;

    public uint Id { get; private set; }

    public uint Timescale { get; private set; }

    public ulong Duration { get; private set; }

    public string? Damage { get; private set; }

    public static Mp4Track Read(ByteCursor trak)
    {
        var track = new Mp4Track();
        track.ReadInside(trak, 0);
        return track;
    }

    /// <param name="fragmented">Whether samples come in fragments, so that their count says nothing.</param>
    public TrackFacts ToFacts(bool fragmented)
    {
        // One picture is no moving picture: it is a cover.
        var cover = _entry.Codec is "mjpeg" or "png" && _samples <= 1 && !fragmented;
        return _handler switch
        {
            "vide" when !cover => new()
            {
                Kind = TrackKind.Video,
                Codec = _entry.Codec,
                Profile = _entry.Profile,
                Width = _entry.Width > 0 ? _entry.Width : _width,
                Height = _entry.Height > 0 ? _entry.Height : _height,
                Rotation = _rotation,
            },
            "soun" => new()
            {
                Kind = TrackKind.Audio,
                Codec = _entry.Codec,
                Profile = _entry.Profile,
                Channels = _entry.Channels,
                SampleRate = _entry.SampleRate,
            },
            _ => new() { Kind = TrackKind.Other, Codec = _entry.Codec },
        };
    }

    private void ReadInside(ByteCursor parent, int depth)
    {
        while (Damage is null && Mp4Box.Next(parent) is { } box)
        {
            Damage = box.IsWhole ? null : $"The box {box.Type} at byte {box.Start} reaches beyond the box that holds it.";
            switch (box.Type)
            {
                case "mdia" or "minf" or "stbl" when depth < Deepest:
                    ReadInside(box.Body, depth + 1);
                    break;
                case "tkhd":
                    ReadHeader(box.Body);
                    break;
                case "mdhd":
                    (Timescale, Duration) = Mp4Movie.ReadTimes(box.Body);
                    break;
                case "hdlr" when depth == 1: // QuickTime has one more in minf, for the data and not for the media.
                    box.Body.Skip(8);
                    _handler = Mp4Box.TypeOf(box.Body.Take(4));
                    break;
                case "stsd":
                    _entry = Mp4SampleEntry.Read(box.Body, _handler);
                    break;
                case "stsz" or "stz2":
                    box.Body.Skip(8);
                    _samples = box.Body.U32();
                    break;
            }
        }
    }

    /// <summary>§8.3.2.</summary>
    private void ReadHeader(ByteCursor tkhd)
    {
        var isLong = tkhd.U8() == 1;
        tkhd.Skip(isLong ? 3 + 16 : 3 + 8);
        Id = tkhd.U32();
        tkhd.Skip((isLong ? 12 : 8) + 16);
        var (a, b) = ((int)tkhd.U32(), (int)tkhd.U32());
        tkhd.Skip(4);
        var (c, d) = ((int)tkhd.U32(), (int)tkhd.U32());
        tkhd.Skip(16);
        (_width, _height) = ((int)(tkhd.U32() >> 16), (int)(tkhd.U32() >> 16));

        // A turn by a right angle has two of the four at zero. Any other matrix is left to a decoder.
        _rotation = (a, b, c, d) switch
        {
            (0, > 0, < 0, 0) => 90,
            ( < 0, 0, 0, < 0) => 180,
            (0, < 0, > 0, 0) => 270,
            _ => 0,
        };
    }
}
