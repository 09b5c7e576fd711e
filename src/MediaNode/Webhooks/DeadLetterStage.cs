using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Options;

namespace MediaNode.Webhooks;

/// <summary>Bounds what waits while nobody acknowledges: gives up what is too old, and forgets dead letters.</summary>
/// <remarks>
/// With a URL, what is too old has one attempt yet, and dies of that. Only what a receiver that was silent all the while could not be asked
/// with, since there is so much of it, is given up here.
/// </remarks>
internal sealed class DeadLetterStage(
    WebhookQueue queue, WebhookBell bell, WebhookPace pace, IApplicationSettings settings, IOptions<WebhookOptions> options, TimeProvider clock) : IStage
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    public string Name => "give webhooks up";

    /// <summary>The longest time between two attempts while something waits, and as much again.</summary>
    public static TimeSpan Gap(ApplicationSettings present, WebhookOptions options) => 2 * (present.BackoffCap + options.Deadline);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_every, clock);
        do
        {
            while (LongSince() is { } before && await queue.GiveUpAsync(
                before, "Nobody acknowledged it in time.", settings.Current.WebhookUrl is null, old => WebhookBody.Form(old, options.Value.MostEvents)) > 0)
            {
                bell.Door.Ring();
            }

            await queue.ForgetAsync(clock.GetUtcNow() - options.Value.KeepDeadFor);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Before when what is given up untried was written; null when all has its attempt.</summary>
    private DateTimeOffset? LongSince()
    {
        var (present, given) = (settings.Current, clock.GetUtcNow() - options.Value.GiveUpAfter);
        if (present.WebhookUrl is null)
        {
            return given;
        }

        var gap = Gap(present, options.Value);
        return pace.SilentFor(gap) >= gap ? given - gap : null;
    }
}
