namespace MediaNode.Reconciling;

/// <summary>How much may be gone at once before a pass asks whether it looks at the right place.</summary>
/// <remarks>A folder that was emptied, or a catalogue that was restored from long ago, looks like so many accidents, and is one.</remarks>
internal static class Suspicion
{
    /// <summary>Fewer are no suspicion, whatever share they are.</summary>
    public const long Least = 100;

    /// <summary>One in so many is suspicious.</summary>
    public const long OneIn = 10;

    public static bool Falls(long found, long of) => found >= Least && found > of / OneIn;
}
