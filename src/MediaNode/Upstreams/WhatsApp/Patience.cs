namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Gives a server up that has been still for too long, by the machine's clock.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _both;

    public Patience(TimeSpan limit, TimeProvider machine, CancellationToken cancellationToken)
    {
        Limit = limit;
        _idle = new CancellationTokenSource(limit, machine);
        _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _idle.Token);
    }

    public TimeSpan Limit { get; }

    public CancellationToken Token => _both.Token;

    /// <summary>Something moved: the time begins anew.</summary>
    public void Renew() => _idle.CancelAfter(Limit);

    public void Dispose()
    {
        _both.Dispose();
        _idle.Dispose();
    }
}
