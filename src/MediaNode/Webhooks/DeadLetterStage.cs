using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Options;

namespace MediaNode.Webhooks;

/// <summary>Bounds what waits while nobody acknowledges: gives up what is too old, and forgets dead letters.</summary>
internal sealed class DeadLetterStage(
    WebhookQueue queue, WebhookBell bell, IApplicationSettings settings, IOptions<WebhookOptions> options, TimeProvider clock) : IStage
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    public string Name => "give webhooks up";

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_every, clock);
        do
        {
            // Not sooner than its own attempts would: with a receiver set, an attempt after the time is the last one.
            var late = settings.Current.WebhookUrl is null ? TimeSpan.Zero : settings.Current.BackoffCap + options.Value.Deadline;
            while (await queue.GiveUpAsync(
                clock.GetUtcNow() - options.Value.GiveUpAfter - late, "Nobody acknowledged it in time.",
                old => WebhookBody.Form(old, options.Value.MostEvents)) > 0)
            {
                bell.Door.Ring();
            }

            await queue.ForgetAsync(clock.GetUtcNow() - options.Value.KeepDeadFor);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
