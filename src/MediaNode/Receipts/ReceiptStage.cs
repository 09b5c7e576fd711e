using MediaNode.Catalog;
using MediaNode.Inbound;
using MediaNode.Lifecycle;
using MediaNode.Redelivery;
using MediaNode.Upstreams;

namespace MediaNode.Receipts;

/// <summary>Takes in what the upstream tells: receipts, re-requests, and what users write.</summary>
internal sealed partial class ReceiptStage(
    EventCatalog events, IUpstream upstream, Gateway gateway, RedeliveryBell redeliveries, Announcements announcements, InboundBell inbound,
    TimeProvider clock, ILogger<ReceiptStage> logger) : IStage
{
    public string Name => "take in receipts";

    public async Task RunAsync(CancellationToken stopping)
    {
        var cursor = events.CursorOf(upstream.Name);
        for (var failures = 0; ;)
        {
            // At first, and after a failure, it is whether there is anybody that matters.
            switch (await upstream.EventsAsync(cursor, wait: gateway.Status == GatewayStatus.Connected, stopping))
            {
                case EventsOutcome.Page(var page):
                    failures = 0;
                    gateway.Status = GatewayStatus.Connected;
                    if (page.Count > 0)
                    {
                        cursor = await TakeInAsync(page);
                    }

                    break;
                case EventsOutcome.BeginsAnew(var last):
                    Log.BeginsAnew(logger, cursor, last);
                    await events.BeginAnewAsync(upstream.Name);
                    cursor = 0;
                    break;
                case EventsOutcome.Failed(var reason, var retryAfter):
                    failures++;
                    gateway.Status = GatewayStatus.Disconnected;
                    if (failures == 1)
                    {
                        Log.Lost(logger, reason);
                    }

                    await Task.Delay(Backoff.After(failures, retryAfter), clock, stopping);
                    break;
            }
        }
    }

    private async Task<long> TakeInAsync(IReadOnlyList<UpstreamEvent> page)
    {
        var requests = page.OfType<UpstreamEvent.MediaRetry>()
            .Select(retry => new RequestRow(retry.MessageId, retry.At, retry.Note.Payload.ToArray(), retry.Note.Iv.ToArray())).ToList();
        foreach (var unknown in page.OfType<UpstreamEvent.Unknown>())
        {
            Log.Unknown(logger, unknown.Cursor);
        }

        var last = page[^1].Cursor;
        await events.TakeInAsync(
            upstream.Name,
            last,
            [.. page.OfType<UpstreamEvent.Receipt>().Select(Row)],
            requests,
            [.. page.OfType<UpstreamEvent.Inbound>().Select(announcements.RowOf)],
            [.. page.OfType<UpstreamEvent.MediaRetryAnswer>().Select(Row)]);
        if (requests.Count > 0)
        {
            redeliveries.Door.Ring();
        }

        if (page.Any(told => told is UpstreamEvent.Inbound or UpstreamEvent.MediaRetryAnswer))
        {
            inbound.Door.Ring();
        }

        return last;
    }

    // A download says that the message came, not that the user has seen it.
    private static ReceiptRow Row(UpstreamEvent.Receipt receipt) => new(
        receipt.MessageId,
        receipt.At,
        receipt.Status switch
        {
            ReceiptStatus.Read => MessageState.Read,
            ReceiptStatus.Delivered => MessageState.Delivered,
            _ => MessageState.Sent,
        },
        receipt.Status == ReceiptStatus.Downloaded);

    private static MediaAnswerRow Row(UpstreamEvent.MediaRetryAnswer answer) => new(
        answer.MessageId, answer.From, answer.Note?.Payload.ToArray(), answer.Note?.Iv.ToArray(), answer.Note is null ? (int)answer.Outcome : null);

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Warning, "The upstream's events cannot be heard ({Reason}); it is tried again, and none is lost.")]
        public static partial void Lost(ILogger logger, string reason);

        [LoggerMessage(7003, LogLevel.Warning,
            "The upstream is another than before (its events end at {Last}, {Cursor} were taken in): they are taken in from the beginning.")]
        public static partial void BeginsAnew(ILogger logger, long cursor, long last);

        [LoggerMessage(7002, LogLevel.Warning, "The upstream tells something that this node does not know (event {Cursor}); it is passed over.")]
        public static partial void Unknown(ILogger logger, long cursor);
    }
}
