namespace MediaNode.Fuzz;

/// <summary>What came of attacking one target.</summary>
public abstract record FuzzResult(string Target, int Seed, long Executions)
{
    /// <summary>Every promise held.</summary>
    public sealed record Held(string Target, int Seed, long Executions) : FuzzResult(Target, Seed, Executions)
    {
        public override string ToString() => $"{Target}: {Executions} executions, seed {Seed}, every promise held";
    }

    /// <summary>The input that <paramref name="Failure"/> came of.</summary>
    public sealed record Found(string Target, int Seed, long Executions, byte[] Input, Exception Failure)
        : FuzzResult(Target, Seed, Executions)
    {
        public override string ToString() =>
            $"{Target}: FAILED at execution {Executions}, seed {Seed}\ninput {Convert.ToHexStringLower(Input)}\n{Failure}";
    }
}
