using Shouldly;

namespace MediaNode.Tests.Hostile;

/// <summary>Waits for what must become true soon.</summary>
internal static class Eventually
{
    public static async Task BeAsync(Func<bool> condition, TimeSpan within, string what)
    {
        using var deadline = new CancellationTokenSource(within);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            deadline.IsCancellationRequested.ShouldBeFalse($"not within {within.TotalSeconds} s: {what}");
            await ticks.WaitForNextTickAsync();
        }
    }
}
