using System.Globalization;
using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>Asks the engine within limits: how large, how many at once, how long.</summary>
internal sealed partial class Scanner(IScanEngine? engine, ScanningOptions options, TimeProvider machine, ILogger<Scanner> log) : IScanner, IDisposable
{
    // Somebody waits for the answer: health, the doctor.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(options.MaxConcurrent);

    public bool IsOn => engine is not null;

    public async Task<ScanVerdict> ScanAsync(Blob bytes, string path, CancellationToken cancellationToken)
    {
        if (engine is null)
        {
            return new ScanVerdict.Clean();
        }

        var verdict = bytes.Length > options.MaxBytes.Bytes
            ? new ScanVerdict.None($"the file is larger than the scanner looks at whole ({options.MaxBytes})")
            : await LookAsync(engine, bytes, path, cancellationToken);
        switch (verdict)
        {
            case ScanVerdict.Infected infected:
                Log.Infected(log, infected.Name);
                break;
            case ScanVerdict.None none:
                Log.NoVerdict(log, none.Why);
                break;
        }

        return verdict;
    }

    /// <summary>Whether the scanner is there. Takes two seconds at most.</summary>
    public async Task<ScannerStanding> StandingAsync(CancellationToken cancellationToken)
    {
        if (engine is null)
        {
            return new ScannerStanding.Off();
        }

        try
        {
            await WithinAsync(_patience, engine.TryAsync, cancellationToken);
            return new ScannerStanding.Answering(engine.Name);
        }
        catch (NoVerdictException failure)
        {
            return new ScannerStanding.Silent(engine.Name, failure.Message);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<ScanVerdict> LookAsync(IScanEngine looking, Blob bytes, string path, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            ScanVerdict? verdict = null;
            await WithinAsync(options.Deadline, async token => verdict = await looking.LookAsync(bytes, path, token), cancellationToken);
            return verdict!;
        }
        catch (NoVerdictException failure)
        {
            return new ScanVerdict.None(failure.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task WithinAsync(TimeSpan deadline, Func<CancellationToken, Task> asking, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(deadline, machine);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await asking(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoVerdictException(string.Create(CultureInfo.InvariantCulture, $"the scanner did not answer within {deadline.TotalSeconds:0.###} s"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Warning, "The scanner found malware in a media: {Name}")]
        public static partial void Infected(ILogger logger, string name);

        [LoggerMessage(3302, LogLevel.Warning, "The scanner has no verdict on a media: {Why}.")]
        public static partial void NoVerdict(ILogger logger, string why);
    }
}
