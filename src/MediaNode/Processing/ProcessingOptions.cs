using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>Settings of what is done to media so that WhatsApp takes them.</summary>
public sealed class ProcessingOptions
{
    public const string Section = "Processing";

    private const string FixOrStrict = "must be fix or strict";
    private const string Refuse = "refuse";
    private const string FirstFrame = "first-frame";

    [Description("Images that do not conform: `fix` mends them, `strict` refuses them. A request may say otherwise with `processing=`.")]
    [AllowedValues(ProcessingModes.Fix, ProcessingModes.Strict, ErrorMessage = FixOrStrict)]
    public string Image { get; set; } = ProcessingModes.Fix; // What the original did: it processed media before they were sent.

    [Description("The same for stickers.")]
    [AllowedValues(ProcessingModes.Fix, ProcessingModes.Strict, ErrorMessage = FixOrStrict)]
    public string Sticker { get; set; } = ProcessingModes.Fix;

    [Description("The same for audio.")]
    [AllowedValues(ProcessingModes.Fix, ProcessingModes.Strict, ErrorMessage = FixOrStrict)]
    public string Audio { get; set; } = ProcessingModes.Fix;

    [Description("The same for voice messages.")]
    [AllowedValues(ProcessingModes.Fix, ProcessingModes.Strict, ErrorMessage = FixOrStrict)]
    public string Voice { get; set; } = ProcessingModes.Fix;

    [Description("The same for video. Documents have no such setting: they are never altered.")]
    [AllowedValues(ProcessingModes.Fix, ProcessingModes.Strict, ErrorMessage = FixOrStrict)]
    public string Video { get; set; } = ProcessingModes.Fix;

    [Description("The colour that shows where an image was transparent.")]
    [RegularExpression("#[0-9A-Fa-f]{6}", ErrorMessage = "must be a colour like #ffffff")]
    public string Background { get; set; } = "#ffffff"; // The paper that logos with transparency are drawn for.

    [Description("An animated sticker: `refuse`, or send its `first-frame`.")]
    [AllowedValues(Refuse, FirstFrame, ErrorMessage = "must be refuse or first-frame")]
    public string AnimatedSticker { get; set; } = Refuse; // A first frame is often empty, and nobody would see why.

    [Description("The most pixels of an image, a sticker or a frame of a video. More are refused before any decoder starts.")]
    [Range(1, 1_000_000_000)]
    public int MaxPixels { get; set; } = (int)DecodeBounds.Default.MostPixels; // 200 MB once decoded.

    [Description("The most frames of an animated picture, from which the first is taken.")]
    [Range(1, ImageFacts.MostFrames - 1)] // Counting stops there.
    public int MaxFrames { get; set; } = DecodeBounds.Default.MostFrames;

    [Description("The longest video that is transcoded. One whose codecs are right is not transcoded, however long.")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxVideoDuration { get; set; } = TimeSpan.FromMinutes(15); // At 16 MB it has 149 kbit/s left.

    /// <summary>The checked settings as a value.</summary>
    internal ProcessingPolicy ToPolicy() => new()
    {
        Image = ModeOf(Image),
        Sticker = ModeOf(Sticker),
        Audio = ModeOf(Audio),
        Voice = ModeOf(Voice),
        Video = ModeOf(Video),
        Background = Convert.ToInt32(Background[1..], 16),
        FirstFrameOfSticker = AnimatedSticker == FirstFrame,
        Bounds = new DecodeBounds(MaxPixels, MaxFrames),
        MostVideo = MaxVideoDuration,
    };

    private static ProcessingMode ModeOf(string name) => name == ProcessingModes.Strict ? ProcessingMode.Strict : ProcessingMode.Fix;
}
