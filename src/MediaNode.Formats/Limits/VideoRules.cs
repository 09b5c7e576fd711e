using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Limits;

/// <summary>The rules of video.</summary>
internal static class VideoRules
{
    // The second is the first with the whole range of values used, as phone cameras record; every decoder of H.264 takes both.
    private static readonly string[] _pixelFormats = ["yuv420p", "yuvj420p"];

    public static void Check(MediaFacts facts, KindLimit limit, DecodeBounds bounds, Breaches breaches)
    {
        if (facts.Tracks.Count == 0)
        {
            return;
        }

        var pictures = facts.Tracks.Where(track => track.Kind == TrackKind.Video).ToList();
        var sounds = facts.Tracks.Where(track => track.Kind == TrackKind.Audio).ToList();
        if (pictures.Count == 0)
        {
            breaches.Add(Rule.VideoCodec, "no track of picture");
        }
        else
        {
            // The first is the one that players show, and the one that stays.
            CheckPicture(pictures[0], limit, breaches);
        }

        CheckPixels(pictures, bounds, breaches);
        if (sounds.Count > 1)
        {
            breaches.Add(Rule.VideoAudioTracks, $"{FactText.Number(sounds.Count)} tracks of sound");
        }

        if (sounds.Count > 0 && !limit.AudioCodecs.Contains(sounds[0].Codec))
        {
            breaches.Add(Rule.VideoAudioCodec, FactText.Plain(sounds[0].Codec), $"{FactText.Listed(limit.AudioCodecs)}, or no sound");
        }

        var extra = facts.Tracks.Count(track => track.Kind == TrackKind.Other) + Math.Max(0, pictures.Count - 1);
        if (extra > 0)
        {
            breaches.Add(Rule.VideoExtraStreams, $"{FactText.Count(extra, "track")} more: subtitles, time codes or the like");
        }

        if (facts.FastStart == false)
        {
            breaches.Add(Rule.VideoFastStart, "the index behind the content");
        }

        if (facts.Fragmented)
        {
            breaches.Add(Rule.VideoFragmented, "an index for each fragment");
        }
    }

    private static void CheckPicture(TrackFacts picture, KindLimit limit, Breaches breaches)
    {
        if (!limit.VideoCodecs.Contains(picture.Codec))
        {
            breaches.Add(Rule.VideoCodec, FactText.Plain(picture.Codec), FactText.Listed(limit.VideoCodecs));
        }
        else if (picture.Profile is { } profile && !IsShown(profile, picture.HasBFrames))
        {
            breaches.Add(Rule.VideoProfile, $"H.264 {FactText.Plain(profile)}{(picture.HasBFrames == true ? " with B-frames" : "")}");
        }

        if (picture.PixelFormat is { } format && !_pixelFormats.Contains(format))
        {
            breaches.Add(Rule.VideoPixelFormat, FactText.Plain(format));
        }

        if (picture is { Width: { } width, Height: { } height } && (width % 2 != 0 || height % 2 != 0))
        {
            breaches.Add(Rule.VideoDimensions, FactText.Dimensions(width, height));
        }
    }

    // High 10, High 4:2:2 and High 4:4:4 are for studios; no phone's hardware decodes them.
    private static bool IsShown(string profile, bool? hasBFrames) => profile switch
    {
        "High" or "Progressive High" or "Constrained High" => hasBFrames != true,
        _ => !profile.StartsWith("High ", StringComparison.Ordinal),
    };

    private static void CheckPixels(List<TrackFacts> pictures, DecodeBounds bounds, Breaches breaches)
    {
        foreach (var picture in pictures)
        {
            if (picture is { Width: { } width, Height: { } height } && (long)width * height > bounds.MostPixels)
            {
                breaches.Add(
                    Rule.MediaPixels,
                    $"{FactText.Dimensions(width, height)}, which are {FactText.Number((long)width * height)}",
                    $"at most {FactText.Count(bounds.MostPixels, "pixel")}");
                return;
            }
        }
    }
}
