using System.Text.Json;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Clock;

/// <summary><c>/sim/clock</c>: what the clock shows, and turning it ahead.</summary>
internal sealed class ClockEndpoints(TurnableClock clock)
{
    public Task ShowAsync(HttpContext context) => AnswerAsync(context, clock.GetUtcNow());

    public async Task TurnAsync(HttpContext context)
    {
        var span = await ReadAsync(context);
        DateTimeOffset now;
        try
        {
            now = clock.Advance(span);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(StatusCodes.Status503ServiceUnavailable, $"The clock was not turned, for the turn cannot be kept: {disk.Message}");
        }

        await AnswerAsync(context, now);
    }

    private async Task<TimeSpan> ReadAsync(HttpContext context)
    {
        using var body = await context.ReadObjectAsync();
        if (!body.RootElement.TryGetProperty("advance", out var advance) || body.RootElement.GetPropertyCount() != 1)
        {
            throw new RefusedException($"The body must have \"advance\" and nothing else: {TimeSpanText.Accepted}.");
        }

        if (advance.ValueKind != JsonValueKind.String || !TimeSpanText.TryParse(advance.GetString(), out var span))
        {
            throw new RefusedException($"\"advance\" is {advance.GetRawText()}; it must be {TimeSpanText.Accepted}.");
        }

        return clock.GetUtcNow() + span < TurnableClock.Latest
            ? span
            : throw new RefusedException($"The clock would show a time after {TurnableClock.Latest.Year - 1}; it goes no further.");
    }

    private static Task AnswerAsync(HttpContext context, DateTimeOffset now) =>
        context.AnswerAsync(StatusCodes.Status200OK, json => json.WriteString("now"u8, Instant.ToText(now)));
}
