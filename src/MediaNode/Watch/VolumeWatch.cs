using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Watch;

/// <summary>Looks at the volume every few seconds, says what changed, and remembers how it fills.</summary>
/// <remarks>
/// Nobody waits for it: whoever wants room asks the volume itself, by the same marks. So a state is only ever told late, never obeyed late.
/// </remarks>
/// <param name="volume">The volume.</param>
/// <param name="catalog">What is remembered.</param>
/// <param name="machine">The machine's clock: a disk fills as fast however the node's is turned.</param>
/// <param name="logger">Told of each change.</param>
internal sealed partial class VolumeWatch(IVolume volume, VolumeCatalog catalog, TimeProvider machine, ILogger<VolumeWatch> logger) : IStage
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    // A sync wakes the disk, which need not be every few seconds. What became read-only is seen without one.
    private static readonly TimeSpan _betweenProbes = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _betweenSamples = TimeSpan.FromHours(1);

    private static readonly string _failing = new VolumeStanding(VolumeState.Failing, null, default, default, null).Word;

    private readonly Lock _lock = new();
    private VolumeStanding _standing = new(VolumeState.Ok, null, default, machine.GetUtcNow(), null);
    private Forecast? _forecast;
    private string? _probeTrouble;

    public string Name => "watch the volume";

    /// <summary>What the last look found.</summary>
    public VolumeStanding Standing
    {
        get
        {
            lock (_lock)
            {
                return _standing;
            }
        }
    }

    /// <summary>Looks now.</summary>
    public VolumeStanding Look()
    {
        lock (_lock)
        {
            var was = _standing;
            var (space, trouble) = (was.Space, (string?)null);
            try
            {
                space = volume.SpaceNow;
                volume.CheckWritable();
                trouble = _probeTrouble;
            }
            catch (IOException failure)
            {
                trouble = failure.ToRefusal().Details;
            }

            var state = trouble is null ? Judging.Judge(space, was.State) : VolumeState.Failing;
            _standing = new VolumeStanding(
                state, trouble ?? Judging.Words(space, state), space, state == was.State ? was.Since : machine.GetUtcNow(), _forecast?.DaysToFull(space));
            if (state != was.State)
            {
                LogChange(was);
            }

            return _standing;
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var told = catalog.Told() ?? "ok";
        GoOnFrom(told);
        var samples = catalog.Samples(machine.GetUtcNow() - Forecast.Span);
        _forecast = Forecast.Of(samples);
        var sampled = samples.Count > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(samples[^1].At) : machine.GetUtcNow();
        var probed = machine.GetUtcNow();
        while (true)
        {
            var now = machine.GetUtcNow();
            // Should the machine's clock have been set back.
            (sampled, probed) = (sampled < now ? sampled : now, probed < now ? probed : now);
            if (Standing.State == VolumeState.Failing || now - probed >= _betweenProbes)
            {
                (probed, _probeTrouble) = (now, Probe());
            }

            var standing = Look();
            try
            {
                // A disk that fails now and then is told of once, until it has not for a while.
                if (standing.Word != told && (told != _failing || now - standing.Since >= _betweenProbes))
                {
                    await catalog.TellAsync(standing.Word, standing.Since, ErrorOf(standing));
                    told = standing.Word;
                }

                if (now - sampled >= _betweenSamples && standing.State != VolumeState.Failing)
                {
                    var space = standing.Space;
                    await catalog.AddAsync(new VolumeSample(now.ToUnixTimeMilliseconds(), space.Total, space.Free, space.Inodes, space.FreeInodes), now - Forecast.Span);
                    sampled = now;
                    _forecast = Forecast.Of(catalog.Samples(now - Forecast.Span));
                }
            }
            catch (SqliteException failure)
            {
                // The disk of the catalogue may be the same, and as full. The next look tries again.
                Log.NotTold(logger, failure);
            }

            await Task.Delay(Every, machine, stopping);
        }
    }

    /// <summary>A state is left by the same marks after a restart as before it: near a mark each restart would tell of a change else.</summary>
    private void GoOnFrom(string told)
    {
        lock (_lock)
        {
            var state = Enum.GetValues<VolumeState>().FirstOrDefault(state => (_standing with { State = state }).Word == told);
            if (_standing.State < state && state != VolumeState.Failing)
            {
                _standing = _standing with { State = state };
            }
        }
    }

    private string? Probe()
    {
        try
        {
            volume.Probe();
            return null;
        }
        catch (IOException failure)
        {
            Log.ProbeFailed(logger, failure);
            return failure.ToRefusal().Details;
        }
    }

    private static MessageError ErrorOf(VolumeStanding standing) => new(
        Problem.VolumeFull.Code, Problem.VolumeFull.Title, $"The media volume is {standing.Word}. {standing.Why ?? "It has room again, and everything works."}");

    private void LogChange(VolumeStanding was)
    {
        if (_standing.State == VolumeState.Ok)
        {
            Log.Recovered(logger, was.Word);
        }
        else
        {
            Log.Changed(logger, was.Word, _standing.Word, _standing.Why!);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6301, LogLevel.Warning, "The media volume was {Was} and is {Now}: {Why}")]
        public static partial void Changed(ILogger logger, string was, string now, string why);

        [LoggerMessage(6302, LogLevel.Information, "The media volume was {Was} and is ok again.")]
        public static partial void Recovered(ILogger logger, string was);

        [LoggerMessage(6303, LogLevel.Warning, "What became of the media volume could not be recorded; it is tried again in a few seconds.")]
        public static partial void NotTold(ILogger logger, Exception failure);

        [LoggerMessage(6304, LogLevel.Error, "A byte could not be written to the media volume.")]
        public static partial void ProbeFailed(ILogger logger, Exception failure);
    }
}
