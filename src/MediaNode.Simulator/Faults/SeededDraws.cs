namespace MediaNode.Simulator.Faults;

/// <summary>Random numbers that a seed brings back, from a state that can be kept: SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal sealed class SeededDraws(long state)
{
    private ulong _state = unchecked((ulong)state);

    /// <summary>From here the same draws follow.</summary>
    public long State => unchecked((long)_state);

    /// <returns>At least 0 and below 1.</returns>
    public double Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
