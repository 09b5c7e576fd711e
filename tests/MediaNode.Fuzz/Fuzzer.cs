namespace MediaNode.Fuzz;

/// <summary>Attacks a target with its seeds, then with mutations of them, until the budget is spent or something breaks.</summary>
public static class Fuzzer
{
    /// <summary>Runs the seeds and then a number of mutations. The answer depends on the arguments alone.</summary>
    public static FuzzResult Run(FuzzTarget target, int seed, long mutations)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Run(target, seed, executed => executed < target.Seeds.Count + mutations);
    }

    /// <summary>Runs the seeds and then as many mutations as the time allows.</summary>
    public static FuzzResult Run(FuzzTarget target, int seed, TimeSpan time, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(clock);
        var start = clock.GetTimestamp();
        return Run(target, seed, _ => clock.GetElapsedTime(start) < time);
    }

    private static FuzzResult Run(FuzzTarget target, int seed, Func<long, bool> goOn)
    {
        var mutator = new Mutator(target.Seeds, seed);
        for (var executed = 0L; ; executed++)
        {
            if (executed >= target.Seeds.Count && !goOn(executed))
            {
                return new FuzzResult.Held(target.Name, seed, executed);
            }

            var input = executed < target.Seeds.Count ? target.Seeds[(int)executed] : mutator.Next();
            try
            {
                target.Fuzz(input);
            }
            catch (Exception failure) // Whatever a parser throws is the find we are here for.
            {
                return new FuzzResult.Found(target.Name, seed, executed + 1, input.ToArray(), failure);
            }
        }
    }
}
