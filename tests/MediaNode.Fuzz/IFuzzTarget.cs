namespace MediaNode.Fuzz;

/// <summary>One parser under attack, and what must hold for every input.</summary>
public interface IFuzzTarget
{
    /// <summary>The type in MediaNode.Formats that is attacked.</summary>
    static abstract Type Parser { get; }

    /// <summary>Inputs to start from, one character to a byte. Each find becomes one more of them.</summary>
    static abstract IReadOnlyList<string> Seeds { get; }

    /// <summary>Parses the input and checks the parser's promises.</summary>
    /// <exception cref="BrokenPromiseException">A promise does not hold. Any other exception is a find as well.</exception>
    static abstract void Fuzz(ReadOnlySpan<byte> input);
}
