using System.Buffers;
using System.Text.Json;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Phones;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MediaNode.Simulator.Line;

/// <summary><c>GET /wa/NUMBER/events</c>: the node hears what happened, and waits for it.</summary>
internal sealed class EventsEndpoint(SimulatorStore store, Bells bells, TimeProvider clock, IHostApplicationLifetime life)
{
    private const int Limit = 500;
    private const int LargestLimit = 1000;
    private const int LongestWait = 60;

    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("GET", "/wa/{number}/events", TellAsync);

    private async Task TellAsync(HttpContext context)
    {
        var number = WaId.Of(context, "number");
        var after = context.Request.NumberOf("after", 0, 0, long.MaxValue);
        var limit = (int)context.Request.NumberOf("limit", Limit, 1, LargestLimit);
        var wait = TimeSpan.FromSeconds(context.Request.NumberOf("wait", 0, 0, LongestWait));

        // The machine's time: turning the clock does not make a request take longer. A simulator that stops lets go whoever waits.
        var until = TurnableClock.Machine.GetUtcNow() + wait;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        while (true)
        {
            var ring = bells.Events.Next;
            var (events, last) = store.Do(connection =>
                (EventLog.After(connection, number, after, limit, clock.Milliseconds()), EventLog.Last(connection)));
            var left = until - TurnableClock.Machine.GetUtcNow();
            if (events.Count > 0 || last < after || left <= TimeSpan.Zero || either.IsCancellationRequested)
            {
                await AnswerAsync(context, events, last);
                return;
            }

            await ring.OrAsync(left, TurnableClock.Machine, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<Event> events, long last) => context.AnswerAsync(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartArray("events"u8);
        var whole = new ArrayBufferWriter<byte>();
        foreach (var happened in events)
        {
            whole.ResetWrittenCount();
            WriteWithCursor(whole, happened);
            writer.WriteRawValue(whole.WrittenSpan, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteNumber("last"u8, last);
    });

    // The cursor is known only once the event is stored, so it is put before the other members here.
    private static void WriteWithCursor(ArrayBufferWriter<byte> whole, Event happened)
    {
        using (var head = new Utf8JsonWriter(whole, new JsonWriterOptions { SkipValidation = true }))
        {
            head.WriteStartObject();
            head.WriteNumber("cursor"u8, happened.Cursor);
        }

        whole.Write(","u8);
        whole.Write(happened.Body.AsSpan(1));
    }
}
