using System.Globalization;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Microsoft.Extensions.Options;

namespace MediaNode.Processing.Plays;

/// <summary>Runs ffmpeg over a source, in the box and within one deadline for all the runs that a rendition takes.</summary>
internal sealed class FfmpegRuns(Sandbox sandbox, IOptions<SandboxOptions> options, TimeProvider clock)
{
    /// <summary>What one rendition may write: two attempts at the largest that fits, and what is cut off beyond.</summary>
    public const long MostWritten = 64 << 20;

    // More help little with frames of this size, and each holds frames of its own.
    private const int MostThreads = 4;

    /// <summary>The tool that is run; replaced in tests.</summary>
    public Tool Ffmpeg { get; init; } = Tool.Ffmpeg;

    public Job Begin(Source source, Scratch scratch) => new(this, source, scratch, clock.GetTimestamp());

    /// <summary>All runs over one source.</summary>
    internal sealed class Job(FfmpegRuns runs, Source source, Scratch scratch, long started)
    {
        private static readonly string _threads =
            Math.Min(MostThreads, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);

        public Source Source => source;

        public Scratch Scratch => scratch;

        public TimeSpan Elapsed => runs.Clock.GetElapsedTime(started);

        /// <param name="output">Options of the output, and its name.</param>
        /// <param name="onTime">Gets the time reached in the output, as it goes.</param>
        /// <param name="cancellationToken">Kills it.</param>
        /// <param name="input">Options of the input.</param>
        public Task<RunResult> RunAsync(
            IEnumerable<string> output, Action<TimeSpan>? onTime, CancellationToken cancellationToken, params IEnumerable<string> input)
        {
            var settings = runs.Options;
            var format = MediaFormat.For(source.Facts.Container)
                ?? throw new InvalidOperationException("A plan for what ffmpeg is never given.");
            var left = settings.VideoTimeout - Elapsed;
            return left <= TimeSpan.Zero
                ? Task.FromResult<RunResult>(new RunResult.TimedOut(settings.VideoTimeout))
                : runs.Box.RunAsync(new()
                {
                    Tool = runs.Ffmpeg,
                    Arguments = Sandboxing.Tools.Ffmpeg.Arguments(
                        format, ["-threads", _threads, .. output], ["-threads", _threads, .. input]),
                    Inputs = [source.Path],
                    Scratch = scratch,
                    Limits = new RunLimits(settings.MemoryPerJob.Bytes, MostWritten, left),
                    OnLine = line =>
                    {
                        if (onTime is not null && Sandboxing.Tools.Ffmpeg.ReadProgress(line) is { } reached)
                        {
                            onTime(reached);
                        }
                    },
                }, cancellationToken);
        }

        /// <summary>What it means for the rendition that a run did not end well.</summary>
        public Processed Failure(RunResult result) => result switch
        {
            RunResult.Unavailable missing => new Processed.Failed(missing.ToRefusal()),
            RunResult.TimedOut => Failed(
                $"ffmpeg did not get done within {runs.Options.VideoTimeout.TotalSeconds:0} seconds (Processing:VideoTimeout)."),
            RunResult.LimitReached(RunLimit.Memory) => Failed(
                $"ffmpeg needs more memory than {runs.Options.MemoryPerJob} (Processing:MemoryPerJob)."),
            RunResult.LimitReached(RunLimit.Cpu) => Failed(
                "ffmpeg took all the processor time that Processing:VideoTimeout allows."),
            RunResult.LimitReached => Refused(Rule.MediaSize, $"more than {MostWritten >> 20} MB once it is transcoded"),
            _ => Refused(Rule.MediaDamaged, "what no decoder makes sense of"),
        };

        public static Processed Refused(Rule rule, string found) => new Processed.Refused([new Breach(rule, found, rule.Accepted)]);

        private static Processed.Failed Failed(string why) => new(Problem.ProcessingGaveUp.Because(why));
    }

    private Sandbox Box => sandbox;

    private SandboxOptions Options => options.Value;

    private TimeProvider Clock => clock;
}
