using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Options;

namespace MediaNode.Sending;

/// <summary>Fails messages that have waited too long, so that no business waits for one for ever.</summary>
internal sealed class GiveUpStage(SendQueue queue, SendBells bells, IOptions<SendingOptions> options, TimeProvider clock) : IStage
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    public string Name => "give messages up";

    /// <summary>The original's code and words for a message that was pending for more than a day.</summary>
    public static MessageError Error(SendingOptions options) => new(
        408, "Message is not valid", $"The message could not be sent within {options.GiveUpAfter}; GET /api/messages/{{id}} has the reasons.");

    public async Task RunAsync(CancellationToken stopping)
    {
        var error = Error(options.Value);
        using var timer = new PeriodicTimer(_every, clock);
        do
        {
            while (await queue.GiveUpAsync(clock.GetUtcNow() - options.Value.GiveUpAfter, error) > 0)
            {
                bells.Ready.Ring();
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
