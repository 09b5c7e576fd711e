using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;

namespace MediaNode.Formats.Video;

/// <summary>The box <c>moov</c>: ISO/IEC 14496-12 §8.2, and §8.8 for what comes in fragments.</summary>
internal sealed class Mp4Movie
{
    private const int MostTracks = 64;

    // By identifier of the track; §8.8.3.
    private readonly Dictionary<uint, uint> _sampleDurations = [];
    private readonly List<Mp4Track> _tracks = [];
    private uint _timescale;
    private ulong _duration;
    private ulong _fragmentDuration;

    public IReadOnlyList<Mp4Track> Tracks => _tracks;

    public bool IsFragmented { get; private set; }

    public string? Damage { get; private set; }

    /// <summary>What the headers say; null when they leave it to the fragments.</summary>
    public TimeSpan? Duration =>
        Positive(PlayTime.Of(Math.Max(_duration, _fragmentDuration), _timescale))
        ?? _tracks.Select(track => Positive(PlayTime.Of(track.Duration, track.Timescale))).Max();

    /// <summary>How long a sample of the track lasts unless its fragment says otherwise.</summary>
    public uint SampleDurationOf(uint track) => _sampleDurations.GetValueOrDefault(track);

    public static Mp4Movie Read(ByteCursor moov)
    {
        var movie = new Mp4Movie();
        while (movie.Damage is null && Mp4Box.Next(moov) is { } box)
        {
            movie.Damage = box.IsWhole ? null : $"The box {box.Type} at byte {box.Start} reaches beyond the box that holds it.";
            movie.Take(box);
        }

        return movie;
    }

    /// <summary>Reads the time scale and the duration, which stand alike in <c>mvhd</c> and <c>mdhd</c>: §8.2.2 and §8.4.2.</summary>
    public static (uint Timescale, ulong Duration) ReadTimes(ByteCursor header)
    {
        var isLong = header.U8() == 1;
        header.Skip(isLong ? 3 + 16 : 3 + 8);
        var timescale = header.U32();
        var duration = isLong ? header.U64() : header.U32();

        // All ones mean that it is not known.
        return (timescale, duration == (isLong ? ulong.MaxValue : uint.MaxValue) ? 0 : duration);
    }

    private void Take(Mp4Box box)
    {
        switch (box.Type)
        {
            case "mvhd":
                (_timescale, _duration) = ReadTimes(box.Body);
                break;
            case "trak" when _tracks.Count == MostTracks:
                Damage ??= $"The file has more than {MostTracks} tracks.";
                break;
            case "trak":
                var track = Mp4Track.Read(box.Body);
                _tracks.Add(track);
                Damage ??= track.Damage;
                break;
            case "mvex":
                IsFragmented = true;
                ReadExtends(box.Body);
                break;
        }
    }

    private void ReadExtends(ByteCursor mvex)
    {
        while (Mp4Box.Next(mvex) is { } box)
        {
            if (box.Type == "mehd")
            {
                var isLong = box.Body.U32() >> 24 == 1;
                _fragmentDuration = isLong ? box.Body.U64() : box.Body.U32();
            }
            else if (box.Type == "trex" && _sampleDurations.Count < MostTracks)
            {
                box.Body.Skip(4);
                var track = box.Body.U32();
                box.Body.Skip(4);
                _sampleDurations[track] = box.Body.U32();
            }
        }
    }

    private static TimeSpan? Positive(TimeSpan? time) => time is { Ticks: > 0 } ? time : null;
}
