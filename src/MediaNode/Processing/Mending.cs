using System.Collections.Frozen;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>Which step mends a breach of which rule. A rule that is not here cannot be mended.</summary>
internal static class Mending
{
    // Where several can, the first that is in the plan is the one that did it.
    private static readonly FrozenDictionary<string, Type[]> _steps = new (Rule Rule, Type[] Steps)[]
    {
        (Rule.MediaSize, [typeof(Step.FitBytes), typeof(Step.ToSticker), typeof(Step.TranscodeAudio), typeof(Step.StripMetadata)]),
        (Rule.ImageType, [typeof(Step.Reencode)]),
        (Rule.ImageAnimation, [typeof(Step.FirstFrame)]),
        (Rule.ImageTransparency, [typeof(Step.Flatten)]),
        (Rule.ImageColor, [typeof(Step.ToSrgb)]),
        (Rule.ImageBitDepth, [typeof(Step.ToSrgb)]),
        (Rule.ImageProfile, [typeof(Step.ToSrgb)]),
        (Rule.ImageOrientation, [typeof(Step.Orient)]),
        (Rule.ImageLocation, [typeof(Step.StripMetadata), typeof(Step.Reencode), typeof(Step.ToSticker)]),
        (Rule.StickerType, [typeof(Step.ToSticker)]),
        (Rule.StickerAnimation, [typeof(Step.FirstFrame)]),
        (Rule.StickerDimensions, [typeof(Step.ToSticker)]),
        (Rule.AudioType, [typeof(Step.TranscodeAudio)]),
        (Rule.AudioTracks, [typeof(Step.TranscodeAudio)]),
        (Rule.AudioCodec, [typeof(Step.TranscodeAudio)]),
        (Rule.AudioChannels, [typeof(Step.TranscodeAudio)]),
        (Rule.VideoType, [typeof(Step.Remux)]),
        (Rule.VideoCodec, [typeof(Step.TranscodeVideo)]),
        (Rule.VideoProfile, [typeof(Step.TranscodeVideo)]),
        (Rule.VideoPixelFormat, [typeof(Step.TranscodeVideo)]),
        (Rule.VideoDimensions, [typeof(Step.TranscodeVideo)]),
        (Rule.VideoAudioCodec, [typeof(Step.TranscodeAudioOfVideo)]),
        (Rule.VideoAudioTracks, [typeof(Step.Remux)]),
        (Rule.VideoExtraStreams, [typeof(Step.Remux)]),
        (Rule.VideoFastStart, [typeof(Step.Remux)]),
        (Rule.VideoFragmented, [typeof(Step.Remux)]),
    }.ToFrozenDictionary(row => row.Rule.Id, row => row.Steps);

    /// <summary>Whether there is a step for a breach of this rule; not every media with that breach can take it.</summary>
    public static bool CanMend(Rule rule) => _steps.ContainsKey(rule.Id);

    /// <returns>The step among these that mends a breach of this rule, or null when none does: it is told only.</returns>
    public static Step? StepFor(Rule rule, IReadOnlyList<Step> steps) =>
        _steps.GetValueOrDefault(rule.Id, [])
            .Select(type => steps.FirstOrDefault(step => step.GetType() == type))
            .FirstOrDefault(step => step is not null);
}
