using System.Text;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Sound;

namespace MediaNode.Formats.Video;

/// <summary>AVI: RIFF with the lists of Microsoft's AVI RIFF file reference.</summary>
public static class AviReader
{
    private const int MostTracks = 64;

    /// <returns>The facts, or null when the bytes are no AVI.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.TryTake("RIFF"u8))
        {
            return null;
        }

        var claimed = cursor.U32();
        if (!cursor.TryTake("AVI "u8))
        {
            return null;
        }

        var (tracks, duration) = (new List<TrackFacts>(), default(TimeSpan?));
        var damage = claimed > source.Length - 8 ? "The file is shorter than its first chunk says: it is cut off." : null;
        while (RiffChunk.Next(cursor) is { } chunk)
        {
            if (chunk.Id == "LIST" && chunk.Body.TryTake("hdrl"u8))
            {
                (duration, var tooMany) = ReadHeaders(chunk.Body, tracks);
                damage ??= tooMany ? $"The file has more than {MostTracks} tracks." : null;
                break;
            }
        }

        return new()
        {
            Container = Container.Avi,
            Type = "video/x-msvideo",
            Length = source.Length,
            Tracks = tracks,
            Duration = duration,
            Damage = damage ?? (tracks.Count == 0 ? "The file has no list of streams." : null),
        };
    }

    private static (TimeSpan? Duration, bool TooMany) ReadHeaders(ByteCursor headers, List<TrackFacts> tracks)
    {
        var duration = default(TimeSpan?);
        while (RiffChunk.Next(headers) is { } chunk)
        {
            if (chunk.Id != "LIST" || !chunk.Body.TryTake("strl"u8))
            {
                continue;
            }

            if (tracks.Count == MostTracks)
            {
                return (duration, true);
            }

            var (track, time) = ReadStream(chunk.Body);
            tracks.Add(track);
            duration = time is { Ticks: > 0 } && (duration is null || time > duration) ? time : duration;
        }

        return (duration, false);
    }

    private static (TrackFacts Track, TimeSpan? Duration) ReadStream(ByteCursor list)
    {
        var (kind, duration) = ("", default(TimeSpan?));
        var track = new TrackFacts { Kind = TrackKind.Other, Codec = "unknown" };
        while (RiffChunk.Next(list) is { } chunk)
        {
            if (chunk.Id == "strh")
            {
                kind = Encoding.Latin1.GetString(chunk.Body.Take(4));
                chunk.Body.Skip(16);
                var (scale, rate) = (chunk.Body.U32(), chunk.Body.U32());
                chunk.Body.Skip(4);
                duration = scale > 0 ? PlayTime.Of((double)chunk.Body.U32() * scale, rate) : null;
            }
            else if (chunk.Id == "strf")
            {
                track = kind switch
                {
                    "vids" => ReadPicture(chunk.Body),
                    "auds" => WaveFormat.Read(chunk.Body).Track,
                    _ => track,
                };
            }
        }

        return (track, duration);
    }

    /// <summary>A BITMAPINFOHEADER. A height below zero says that the lines go from the top down.</summary>
    private static TrackFacts ReadPicture(ByteCursor format)
    {
        format.Skip(4);
        var (width, height) = ((int)format.U32(), (int)format.U32());
        format.Skip(4);
        return new()
        {
            Kind = TrackKind.Video,
            Codec = CodecOf(Encoding.Latin1.GetString(format.Take(4)).ToUpperInvariant()),
            Width = Math.Max(0, width),
            Height = Math.Abs(Math.Max(height, -int.MaxValue)),
        };
    }

    private static string CodecOf(string compression) => compression switch
    {
        "H264" or "AVC1" or "X264" => "h264",
        "HEVC" or "H265" or "HVC1" => "hevc",
        "XVID" or "DIVX" or "DX50" or "FMP4" or "MP4V" => "mpeg4",
        "DIV3" or "MP43" => "msmpeg4v3",
        "MJPG" => "mjpeg",
        "H263" => "h263",
        "MPG1" => "mpeg1video",
        "MPG2" => "mpeg2video",
        "VP80" => "vp8",
        "VP90" => "vp9",
        "AV01" => "av1",
        "\0\0\0\0" => "rawvideo",
        _ => "unknown",
    };
}
