using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Tests.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing;

public class RenditionPlanTests
{
    private static readonly ProcessingPolicy _policy = new();

    public static TheoryData<string> Cases => [.. BreachCase.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_fix_a_media_is_mended_where_every_required_rule_can_be_met(string name)
    {
        var one = BreachCase.All[name];

        var plan = Decide(one, ProcessingMode.Fix);

        switch (one.Fix)
        {
            case BreachCase.Refuse:
                var refused = plan.ShouldBeOfType<RenditionPlan.Refuse>().Breaches;
                refused.ShouldNotBeEmpty();
                refused.ShouldAllBe(breach => breach.Rule.Force != RuleForce.Advised);
                break;
            case BreachCase.Pass:
                plan.ShouldBeOfType<RenditionPlan.PassThrough>()
                    .Told.Select(breach => breach.Rule.Id).ShouldBe(one.RuleIds, ignoreOrder: true);
                break;
            default:
                var mend = plan.ShouldBeOfType<RenditionPlan.Mend>();
                string.Join(' ', mend.Steps.Select(step => step.Name)).ShouldBe(one.Fix);
                mend.Breaches.Select(breach => breach.Rule.Id).ShouldBe(one.RuleIds, ignoreOrder: true);
                mend.Breaches.ShouldAllBe(breach => Mending.StepFor(breach.Rule, mend.Steps) != null);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_strict_a_breach_of_a_required_rule_refuses_and_advice_is_told(string name)
    {
        var one = BreachCase.All[name];
        var reasons = one.RuleIds.Where(id => Rule.All.Single(rule => rule.Id == id).Force != RuleForce.Advised).ToList();

        var plan = Decide(one, ProcessingMode.Strict);

        if (reasons.Count > 0)
        {
            plan.ShouldBeOfType<RenditionPlan.Refuse>().Breaches.Select(breach => breach.Rule.Id).ShouldBe(reasons, ignoreOrder: true);
        }
        else
        {
            plan.ShouldBeOfType<RenditionPlan.PassThrough>().Told.Select(breach => breach.Rule.Id).ShouldBe(one.RuleIds, ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData(Kind.Image)]
    [InlineData(Kind.Document)]
    public void What_conforms_goes_as_it_is(Kind kind) =>
        RenditionPlan.Decide(Sample.Jpeg, kind, "image/jpeg", _policy).ShouldBeOfType<RenditionPlan.PassThrough>().Told.ShouldBeEmpty();

    [Fact]
    public void A_refusal_names_what_cannot_be_mended_and_nothing_else()
    {
        var plan = RenditionPlan.Decide(Sample.WebP with { Length = 9_000_000 }, Kind.Image, "image/png", _policy);

        plan.ShouldBeOfType<RenditionPlan.Refuse>().Breaches.Select(breach => breach.Rule).ShouldBe([Rule.MediaClaimedType]);
    }

    [Fact]
    public void A_request_may_ask_for_another_mode_than_the_policy_has()
    {
        var strict = _policy with { Image = ProcessingMode.Strict };

        RenditionPlan.Decide(Sample.WebP, Kind.Image, null, strict).ShouldBeOfType<RenditionPlan.Refuse>();
        RenditionPlan.Decide(Sample.WebP, Kind.Image, null, strict, ProcessingMode.Fix).ShouldBeOfType<RenditionPlan.Mend>();
        RenditionPlan.Decide(Sample.WebP, Kind.Image, null, _policy).ShouldBeOfType<RenditionPlan.Mend>();
        RenditionPlan.Decide(Sample.WebP, Kind.Image, null, _policy, ProcessingMode.Strict).ShouldBeOfType<RenditionPlan.Refuse>();
        RenditionPlan.Decide(Sample.Pdf with { Damage = "Cut off." }, Kind.Document, null, _policy, ProcessingMode.Fix)
            .ShouldBeOfType<RenditionPlan.PassThrough>();
    }

    [Fact]
    public void A_picture_becomes_a_JPEG_that_fits() =>
        Steps(Sample.WebP.With(image => image with { Profile = ColorProfile.Other, HasAlpha = true }), Kind.Image, _policy with { Background = 0x123456 })
            .ShouldBe(
        [
            new Step.ToSrgb(), new Step.Flatten(0x123456), new Step.Reencode(PictureFormat.Jpeg), new Step.FitBytes(5_242_863), new Step.Shrink(),
        ]);

    [Theory]
    [InlineData(50_000, 8, true)]
    [InlineData(9_000_000, 8, false)]
    [InlineData(9_000_000, 16, true)]
    public void A_PNG_stays_a_PNG_where_it_may_fit(long length, int bitDepth, bool stays)
    {
        var facts = Sample.Png.With(image => image with { HasAlpha = true, BitDepth = bitDepth }) with { Length = length };

        Steps(facts, Kind.Image).ShouldContain(
            stays ? new Step.Reencode(PictureFormat.Png, WhenTooLarge: PictureFormat.Jpeg) : new Step.Reencode(PictureFormat.Jpeg));
    }

    [Fact]
    public void An_animated_sticker_is_its_first_frame_only_where_the_setting_says_so()
    {
        var facts = Sample.Sticker.With(image => image with { Frames = 20 });

        RenditionPlan.Decide(facts, Kind.Sticker, null, _policy).ShouldBeOfType<RenditionPlan.Refuse>()
            .Breaches.Single().Rule.ShouldBe(Rule.StickerAnimation);
        Steps(facts, Kind.Sticker, _policy with { FirstFrameOfSticker = true })
            .ShouldBe([new Step.FirstFrame(), new Step.ToSticker(512, 102_383)]);
    }

    [Fact]
    public void Sound_becomes_AAC_and_voice_becomes_mono_Opus()
    {
        var wav = Sample.Sound(Container.Wav, "audio/wav", "pcm_s16le", 2);

        Steps(wav, Kind.Audio).ShouldBe([new Step.TranscodeAudio(SoundFormat.Aac, null, 16_777_199)]);
        Steps(wav, Kind.Voice).ShouldBe([new Step.TranscodeAudio(SoundFormat.Opus, 1, 16_777_199)]);
    }

    [Fact]
    public void A_remux_says_whether_it_drops_anything()
    {
        Steps(Sample.Mp4 with { FastStart = false }, Kind.Video).ShouldBe([new Step.Remux(DropStreams: false)]);
        Steps(Sample.Mp4 with { Tracks = [.. Sample.Mp4.Tracks, Sample.Subtitles] }, Kind.Video)
            .ShouldBe([new Step.Remux(DropStreams: true)]);
    }

    [Theory]
    [InlineData(Container.Tiff, Kind.Image)]
    [InlineData(Container.Heic, Kind.Sticker)]
    public void A_picture_whose_header_tells_no_dimensions_is_never_decoded(Container container, Kind kind)
    {
        var facts = Sample.Jpeg with { Container = container, Type = "image/x", Image = null };

        RenditionPlan.Decide(facts, kind, null, _policy).ShouldBeOfType<RenditionPlan.Refuse>()
            .Breaches.Single().Rule.ShouldBe(Rule.MediaPixels);
    }

    [Theory]
    [InlineData("hevc", 900, true)]
    [InlineData("hevc", 901, false)]
    [InlineData("h264", 36_000, true)]
    public void A_video_that_is_too_long_to_transcode_is_refused(string codec, int seconds, bool taken)
    {
        var facts = Sample.Mp4.WithPicture(track => track with { Codec = codec }) with { Duration = TimeSpan.FromSeconds(seconds) };

        var plan = RenditionPlan.Decide(facts, Kind.Video, null, _policy);

        (plan is not RenditionPlan.Refuse).ShouldBe(taken);
        if (plan is RenditionPlan.Refuse(var breaches))
        {
            breaches.Single().ShouldBe(new Breach(Rule.MediaDuration, "0:15:01", "at most 0:15:00, because it must be transcoded"));
        }
    }

    [Theory]
    [InlineData(Kind.Video, 1_118, true)]
    [InlineData(Kind.Video, 1_119, false)]
    [InlineData(Kind.Audio, 8_388, true)]
    [InlineData(Kind.Audio, 8_389, false)]
    [InlineData(Kind.Voice, 16_777, true)]
    [InlineData(Kind.Voice, 16_778, false)]
    public void What_would_not_fit_at_the_least_bit_rate_is_refused(Kind kind, int seconds, bool taken)
    {
        var facts = (kind == Kind.Video ? Sample.Mp4 : Sample.Voice) with { Length = 90_000_000, Duration = TimeSpan.FromSeconds(seconds) };

        var plan = RenditionPlan.Decide(facts, kind, null, _policy with { MostVideo = TimeSpan.FromDays(1) });

        (plan is RenditionPlan.Mend).ShouldBe(taken);
        (plan is RenditionPlan.Refuse).ShouldBe(!taken);
    }

    [Fact]
    public void Every_rule_that_could_refuse_forever_is_meant_to()
    {
        // The rules that no step mends, by name: a new one is to be thought about.
        Rule.All.Where(rule => !Mending.CanMend(rule)).Select(rule => rule.Id).ShouldBe(
        [
            "media.empty", "media.damaged", "media.claimed-type", "media.pixels", "media.frames", "media.duration",
            "document.damaged", "document.claimed-type",
        ]);
    }

    private static RenditionPlan Decide(BreachCase one, ProcessingMode mode) =>
        RenditionPlan.Decide(one.Facts, one.Kind, one.Claimed, _policy, mode);

    private static IReadOnlyList<Step> Steps(MediaFacts facts, Kind kind, ProcessingPolicy? policy = null) =>
        RenditionPlan.Decide(facts, kind, null, policy ?? _policy).ShouldBeOfType<RenditionPlan.Mend>().Steps;
}
