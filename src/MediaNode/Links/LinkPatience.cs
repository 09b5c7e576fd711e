using System.Globalization;

namespace MediaNode.Links;

/// <summary>How long one fetch may last, and how long its origin may be silent.</summary>
internal sealed class LinkPatience : IDisposable
{
    private readonly LinkOptions _options;
    private readonly CancellationTokenSource _whole;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _any;
    private bool _answered;

    /// <param name="options">The limits.</param>
    /// <param name="machine">A turned clock makes no origin slower.</param>
    /// <param name="cancellationToken">Of whoever asked.</param>
    public LinkPatience(LinkOptions options, TimeProvider machine, CancellationToken cancellationToken)
    {
        _options = options;
        _whole = new CancellationTokenSource(options.Deadline, machine);
        _silence = new CancellationTokenSource(options.IdleDeadline, machine);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_whole.Token, _silence.Token, cancellationToken);
    }

    public CancellationToken Token => _any.Token;

    /// <summary>From now on it is the origin's turn.</summary>
    public void Wait() => _silence.CancelAfter(_options.IdleDeadline);

    /// <summary>It has said something, and now it is ours: our volume's slowness is not the origin's.</summary>
    /// <param name="answer">Whether the head of an answer is there.</param>
    public void Hear(bool answer = false)
    {
        _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        _answered |= answer;
    }

    /// <summary>Which of the limits was reached.</summary>
    public LinkOutcome.Failed RanOut() => _whole.IsCancellationRequested
        ? Failed($"not done within {Seconds(_options.Deadline)} s", nameof(LinkOptions.Deadline))
        : _answered
        ? Failed($"silent for {Seconds(_options.IdleDeadline)} s", nameof(LinkOptions.IdleDeadline))
        : Failed($"no answer within {Seconds(_options.IdleDeadline)} s", nameof(LinkOptions.IdleDeadline));

    public void Dispose()
    {
        _any.Dispose();
        _silence.Dispose();
        _whole.Dispose();
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static LinkOutcome.Failed Failed(string error, string setting) =>
        new(error, $"The limit is {LinkOptions.Section}:{setting}.", IsFinal: false, RetryAfter: null);
}
