using System.Diagnostics;

namespace MediaNode.Tests;

/// <summary>Waits for what another thread or process is about to do.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException($"Not within 20 seconds: {what}.");
            }

            await Task.Delay(5);
        }
    }
}
