using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Plays;

/// <summary>Makes videos of what plays: copies into an MP4 what is right, and transcodes only what is not.</summary>
/// <remarks>
/// The caller has a place in the queue, and took the scratch with room for <see cref="FfmpegRuns.MostWritten"/>. Quality decides first,
/// under a cap that mostly makes it fit. What does not, such as noise, takes two passes at its rate, and then a smaller picture.
/// </remarks>
internal sealed class VideoProcessor(FfmpegRuns ffmpeg, ResultCheck check)
{
    private const int MostTwoPassTries = 2;
    private const double Lower = 0.85;

    public async Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        var most = plan.Steps.OfType<Step.FitBytes>().FirstOrDefault()?.MostBytes ?? KindLimit.Of(kind).MostPlain;
        var work = new Work(ffmpeg.Begin(source, scratch), kind, most, new RisingProgress(progress, source.Facts.Duration));
        var encoding = VideoEncoding.Of(
            source.Facts, plan.Steps.Any(step => step is Step.TranscodeVideo), plan.Steps.Any(step => step is Step.TranscodeAudioOfVideo),
            new BitBudget(most, source.Facts.Duration));
        var attempt = await TryAsync(work, encoding, cancellationToken);
        if (attempt is Attempt.Misses && encoding.Picture is null && CanDecode(source, encoding))
        {
            // What cannot be copied, for want of time stamps or of room, can still be decoded.
            encoding = encoding.WithPicture(source.Facts, new BitBudget(most, source.Facts.Duration), twoPasses: false);
            attempt = await TryAsync(work, encoding, cancellationToken);
        }

        for (var tries = 0; tries < MostTwoPassTries && attempt is Attempt.Misses missed && IsTooLarge(missed, most); tries++)
        {
            encoding = Smaller(source.Facts, encoding, missed.Facts!, most);
            attempt = await TryAsync(work, encoding, cancellationToken);
        }

        switch (attempt)
        {
            case Attempt.Fits fits:
                work.Progress.Done();
                return new Processed.Made(VideoEncoding.File, fits.Facts, Done(plan, encoding, fits.Facts, work.Job.Elapsed));
            case Attempt.Misses misses:
                return new Processed.Refused(misses.Breaches);
            default:
                return ((Attempt.Ends)attempt).Result;
        }
    }

    private async Task<Attempt> TryAsync(Work work, VideoEncoding encoding, CancellationToken cancellationToken)
    {
        foreach (var run in encoding.Runs)
        {
            work.Progress.Begin(0.8);
            var result = await work.Job.RunAsync(run, work.Progress.At, cancellationToken);
            if (result is RunResult.Failed && encoding.Picture is null)
            {
                var breach = new Breach(Rule.MediaDamaged, "what cannot be copied into an MP4", Rule.MediaDamaged.Accepted);
                return new Attempt.Misses([breach], null);
            }

            if (result is not RunResult.Done)
            {
                return new Attempt.Ends(work.Job.Failure(result));
            }
        }

        return await check.LookAsync(work.Job, VideoEncoding.File, work.Kind, work.MostBytes, cancellationToken);
    }

    /// <summary>In two passes, by how long it turned out to be; smaller in pixels, too, where the rate alone has not helped.</summary>
    private static VideoEncoding Smaller(MediaFacts source, VideoEncoding last, MediaFacts made, long most)
    {
        var twice = last.Picture is { TwoPasses: true };
        var budget = new BitBudget((long)(most * (twice ? Lower : 1)), made.Duration ?? source.Duration);
        var next = last.WithPicture(source, budget, twoPasses: true);
        var track = source.Tracks[next.PictureAt];
        var edge = Math.Min(next.Picture!.Edge, Math.Max(track.Width ?? next.Picture.Edge, track.Height ?? next.Picture.Edge));
        return twice && FrameSize.Below(Math.Min(edge, last.Picture!.Edge)) is { } below
            ? next with { Picture = next.Picture with { Edge = below } }
            : next;
    }

    private static bool IsTooLarge(Attempt.Misses missed, long most) => missed.Facts is { } facts && facts.Length > most;

    private static bool CanDecode(Source source, VideoEncoding encoding) =>
        MediaFormat.Decodes(source.Facts.Tracks[encoding.PictureAt].Codec);

    private static List<StepDone> Done(RenditionPlan.Mend plan, VideoEncoding encoding, MediaFacts made, TimeSpan elapsed)
    {
        var done = new List<StepDone>();
        if (encoding.Picture is { } picture)
        {
            var track = made.Tracks.First(one => one.Kind == TrackKind.Video);
            done.Add(new(new Step.TranscodeVideo().Name, $"{picture.Text}: {track.Width} x {track.Height}", elapsed));
        }

        if (encoding.Sound is { } sound)
        {
            done.Add(new(new Step.TranscodeAudioOfVideo().Name, sound.Text, elapsed));
        }

        var dropped = plan.Steps.OfType<Step.Remux>().Any(remux => remux.DropStreams);
        done.Add(new(new Step.Remux(dropped).Name, $"MP4, index in front{(dropped ? ", other tracks dropped" : "")}", elapsed));
        if (plan.Steps.OfType<Step.FitBytes>().FirstOrDefault() is { } fit)
        {
            done.Add(new(fit.Name, $"{ResultCheck.Bytes(made.Length)} of at most {ResultCheck.Bytes(fit.MostBytes)}", elapsed));
        }

        return done;
    }

    private sealed record Work(FfmpegRuns.Job Job, Kind Kind, long MostBytes, RisingProgress Progress);
}
