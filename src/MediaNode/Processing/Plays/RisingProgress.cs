namespace MediaNode.Processing.Plays;

/// <summary>How far a rendition is, from 0 to 1. It never falls, though another attempt begins from the start.</summary>
internal sealed class RisingProgress(IProgress<double>? progress, TimeSpan? duration)
{
    private double _base;
    private double _reached;
    private double _part;

    /// <summary>Begins a run that takes so much of what is left.</summary>
    public void Begin(double part) => (_base, _part) = (_reached, (1 - _reached) * part);

    /// <summary>Time reached in the output of the present run.</summary>
    public void At(TimeSpan time)
    {
        if (duration is { Ticks: > 0 } whole)
        {
            Report(_base + (_part * Math.Min(1, time / whole)));
        }
    }

    public void Done() => Report(1);

    private void Report(double value)
    {
        if (value > _reached)
        {
            _reached = value;
            progress?.Report(value);
        }
    }
}
