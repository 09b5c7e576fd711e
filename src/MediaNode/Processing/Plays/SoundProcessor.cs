using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;

namespace MediaNode.Processing.Plays;

/// <summary>Makes audio and voice messages of sound: AAC in M4A, or Opus in Ogg.</summary>
/// <remarks>The caller has a place in the queue, and took the scratch with room for <see cref="FfmpegRuns.MostWritten"/>.</remarks>
internal sealed class SoundProcessor(FfmpegRuns ffmpeg, ResultCheck check)
{
    // Of what the first rate came to: encoders keep theirs on average, and not of noise.
    private const double SecondTry = 0.85;

    public async Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        var step = plan.Steps.OfType<Step.TranscodeAudio>().Single();
        var job = ffmpeg.Begin(source, scratch);
        var rising = new RisingProgress(progress, source.Facts.Duration);
        var at = source.Facts.Tracks.TakeWhile(track => track.Kind != TrackKind.Audio).Count();
        var encoding = SoundEncoding.For(step, source.Facts.Tracks[at], source.Facts.Duration);
        rising.Begin(0.8);
        var attempt = await TryAsync(job, at, encoding, kind, step.MostBytes, rising, cancellationToken);
        if (attempt is Attempt.Misses { Facts: { Length: > 0 } first } && first.Length > step.MostBytes)
        {
            // By what it came to, and by how long it turned out to be where nobody knew before.
            var scale = SecondTry * step.MostBytes / first.Length;
            encoding = encoding with { Rate = Math.Max(SoundEncoding.LeastRate, (int)(encoding.Rate * scale)) };
            rising.Begin(0.9);
            attempt = await TryAsync(job, at, encoding, kind, step.MostBytes, rising, cancellationToken);
        }

        switch (attempt)
        {
            case Attempt.Fits fits:
                rising.Done();
                return new Processed.Made(encoding.File, fits.Facts, [new StepDone(step.Name, encoding.Text, job.Elapsed)]);
            case Attempt.Misses misses:
                return new Processed.Refused(misses.Breaches);
            default:
                return ((Attempt.Ends)attempt).Result;
        }
    }

    private async Task<Attempt> TryAsync(
        FfmpegRuns.Job job, int track, SoundEncoding encoding, Kind kind, long mostBytes, RisingProgress rising,
        CancellationToken cancellationToken)
    {
        var map = string.Create(CultureInfo.InvariantCulture, $"0:{track}");
        string[] output = ["-map", map, .. Metadata.Dropped, .. encoding.Options, "out/" + encoding.File];
        var result = await job.RunAsync(output, rising.At, cancellationToken);
        return result is RunResult.Done
            ? await check.LookAsync(job, encoding.File, kind, mostBytes, cancellationToken)
            : new Attempt.Ends(job.Failure(result));
    }
}
