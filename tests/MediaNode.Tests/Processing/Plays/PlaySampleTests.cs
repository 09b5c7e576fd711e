using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Plays;

/// <summary>Every sound and video of the catalogue: looked at, planned, made to fit where the plan says so, and judged.</summary>
public sealed class PlaySampleTests
{
    private static readonly IEnumerable<Sample> _samples = SampleSounds.All.Concat(SampleVideos.All);

    public static TheoryData<string> Settled =>
        [.. _samples.Where(sample => sample.Fix.Outcome != Outcome.Mended).Select(sample => sample.Name)];

    public static TheoryData<string> MendedSounds => Mended(Kind.Audio, Kind.Voice);

    public static TheoryData<string> MendedVideos => Mended(Kind.Video);

    [Theory]
    [MemberData(nameof(Settled))]
    public async Task What_passes_passes_and_what_is_hopeless_is_refused_by_its_rule(string name)
    {
        var sample = SampleCatalogue.Named(name);
        using var workshop = new Workshop();
        var source = await workshop.SampleAsync(sample.File);

        Verify(workshop.Plan(source, sample.Kind, sample.Claimed), sample.Fix);
        Verify(workshop.Plan(source, sample.Kind, sample.Claimed, ProcessingMode.Strict), sample.Strict);
    }

    [Theory]
    [MemberData(nameof(MendedSounds))]
    public async Task Sound_is_mended(string name)
    {
        var (sample, result) = await MendAsync(name);
        using var _ = result.Workshop;

        var judged = await JudgeMedia.OfAsync(result.Path);
        var sound = judged.Streams.ShouldHaveSingleItem();
        sound.Codec.ShouldBe(sample.Kind == Kind.Voice ? "opus" : "aac");
        sound.Channels.ShouldBe(sample.Kind == Kind.Voice ? 1 : result.Original.Sounds.Single().Channels);
        judged.Format.ShouldContain(sample.Kind == Kind.Voice ? "ogg" : "m4a");
        if (sample.Kind == Kind.Audio)
        {
            (await JudgeBoxes.StartFastAsync(result.Path)).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(MendedVideos))]
    public async Task Video_is_mended(string name)
    {
        var (sample, result) = await MendAsync(name);
        using var _ = result.Workshop;

        var judged = await JudgeMedia.OfAsync(result.Path);
        var picture = judged.Videos.ShouldHaveSingleItem();
        picture.Codec.ShouldBe("h264");
        picture.Profile.ShouldBeOneOf("Main", "Constrained Baseline");
        picture.HasBFrames.ShouldBeFalse();
        picture.PixelFormat.ShouldBe("yuv420p");
        (picture.Width % 2, picture.Height % 2).ShouldBe((0, 0));
        picture.Rotation.ShouldBe(0);
        judged.Sounds.Count().ShouldBe(Math.Min(1, result.Original.Sounds.Count()));
        judged.Sounds.ShouldAllBe(
            sound => sound.Codec == "aac" && sound.Profile == "LC" && sound.Channels <= 2 && sound.SampleRate >= 44_100);
        judged.Streams.Count.ShouldBe(1 + judged.Sounds.Count());
        (await JudgeBoxes.StartFastAsync(result.Path)).ShouldBeTrue();
        (await JudgeBoxes.OfAsync(result.Path)).ShouldNotContain("moof");
        (await JudgeLikeness.OfVideosAsync(result.Source, result.Path)).ShouldBeGreaterThan(sample.Likeness);
    }

    private static TheoryData<string> Mended(params Kind[] kinds) =>
        [.. _samples.Where(sample => kinds.Contains(sample.Kind) && sample.Fix.Outcome == Outcome.Mended).Select(sample => sample.Name)];

    private static async Task<(Sample Sample, Result Result)> MendAsync(string name)
    {
        var sample = SampleCatalogue.Named(name);
        var workshop = new Workshop();
        try
        {
            var source = await workshop.SampleAsync(sample.File);
            Verify(workshop.Plan(source, sample.Kind, sample.Claimed, ProcessingMode.Strict), sample.Strict);
            var plan = workshop.Plan(source, sample.Kind, sample.Claimed);
            var mend = plan.ShouldBeOfType<RenditionPlan.Mend>();
            mend.Breaches.Select(breach => breach.Rule.Id).ShouldContain(sample.Fix.Rule!);

            var processed = await workshop.RunAsync(source, sample.Kind, plan);

            var path = workshop.PathOf(processed);
            var made = (Processed.Made)processed;
            made.Done.Select(done => done.Step).ShouldBe(mend.Steps.Select(step => step.Name));
            JudgeSealed.LengthOf(path).ShouldBeLessThanOrEqualTo(KindLimit.Of(sample.Kind).MostSealed);
            made.Facts.Length.ShouldBe(new FileInfo(path).Length);
            (await JudgeMedia.ComplaintsAsync(path)).ShouldBeEmpty();
            var (original, judged) = (await JudgeMedia.OfAsync(source.Path), await JudgeMedia.OfAsync(path));
            // Of MPEG frames without a header ffprobe guesses how long they play.
            var whole = source.Facts.Container is Container.Mp3 or Container.Adts ? source.Facts.Duration!.Value : original.Duration!.Value;
            judged.Duration!.Value.ShouldBe(whole, TimeSpan.FromMilliseconds(100));
            return (sample, new Result(workshop, source.Path, path, original));
        }
        catch
        {
            workshop.Dispose();
            throw;
        }
    }

    private static void Verify(RenditionPlan plan, Verdict verdict)
    {
        var (outcome, breaches) = plan switch
        {
            RenditionPlan.PassThrough pass => (Outcome.Passed, pass.Told),
            RenditionPlan.Mend mend => (Outcome.Mended, mend.Breaches),
            _ => (Outcome.Refused, ((RenditionPlan.Refuse)plan).Breaches),
        };
        outcome.ShouldBe(verdict.Outcome, string.Join("; ", breaches.Select(breach => $"{breach.Rule.Id}: {breach.Found}")));
        if (verdict.Rule is { } rule)
        {
            breaches.Select(breach => breach.Rule.Id).ShouldContain(rule);
        }
    }

    private sealed record Result(Workshop Workshop, string Source, string Path, JudgeMedia Original);
}
