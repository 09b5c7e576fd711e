using System.Diagnostics.CodeAnalysis;

namespace MediaNode.Fuzz;

/// <summary>A parser did not keep what it promises.</summary>
public sealed class BrokenPromiseException(string promise) : Exception($"Broken promise: {promise}")
{
    internal static void Unless([DoesNotReturnIf(false)] bool kept, string promise)
    {
        if (!kept)
        {
            throw new BrokenPromiseException(promise);
        }
    }
}
