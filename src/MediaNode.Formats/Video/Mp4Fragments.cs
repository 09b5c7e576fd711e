using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;

namespace MediaNode.Formats.Video;

/// <summary>Where the fragments of a movie end: ISO/IEC 14496-12 §8.8.</summary>
internal sealed class Mp4Fragments(Mp4Movie movie)
{
    private readonly Dictionary<uint, ulong> _ends = [];

    public TimeSpan? Duration => movie.Tracks
        .Where(track => _ends.ContainsKey(track.Id))
        .Select(track => PlayTime.Of(_ends[track.Id], track.Timescale))
        .Max();

    public void Add(ByteCursor moof)
    {
        while (Mp4Box.Next(moof) is { } box)
        {
            if (box.Type == "traf")
            {
                AddTrack(box.Body);
            }
        }
    }

    private void AddTrack(ByteCursor traf)
    {
        var (track, sampleDuration) = (0u, 0u);
        while (Mp4Box.Next(traf) is { } box)
        {
            switch (box.Type)
            {
                case "tfhd":
                    (track, sampleDuration) = ReadHeader(box.Body);
                    break;
                case "tfdt" when IsKnown(track):
                    _ends[track] = box.Body.U32() >> 24 == 1 ? box.Body.U64() : box.Body.U32();
                    break;
                case "trun" when IsKnown(track):
                    _ends[track] = _ends.GetValueOrDefault(track) + ReadRun(box.Body, sampleDuration);
                    break;
            }
        }
    }

    private bool IsKnown(uint id) => movie.Tracks.Any(track => track.Id == id);

    /// <summary>§8.8.7.</summary>
    private (uint Track, uint SampleDuration) ReadHeader(ByteCursor tfhd)
    {
        var flags = tfhd.U32();
        var track = tfhd.U32();
        tfhd.Skip(((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0));
        return (track, (flags & 8) != 0 ? tfhd.U32() : movie.SampleDurationOf(track));
    }

    /// <summary>§8.8.8. As many samples as there are bytes for them, whatever the count says.</summary>
    private static ulong ReadRun(ByteCursor trun, uint sampleDuration)
    {
        var flags = trun.U32();
        var samples = trun.U32();
        if ((flags & 0x100) == 0)
        {
            return (ulong)samples * sampleDuration;
        }

        trun.Skip(((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0));
        var others = 4 * (((flags & 0x200) != 0 ? 1 : 0) + ((flags & 0x400) != 0 ? 1 : 0) + ((flags & 0x800) != 0 ? 1 : 0));
        var sum = 0ul;
        for (; samples > 0 && trun.Left >= 4 + others; samples--)
        {
            sum += trun.U32();
            trun.Skip(others);
        }

        return sum;
    }
}
