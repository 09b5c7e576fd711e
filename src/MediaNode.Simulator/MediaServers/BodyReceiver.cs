using MediaNode.Simulator.Faults;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.MediaServers;

/// <summary>Moves the body of a request into a partial, in constant memory.</summary>
internal static class BodyReceiver
{
    /// <returns>False when it broke off, by itself or by the fault <c>cut</c>; what had come is in the partial.</returns>
    public static async Task<bool> ReceiveAsync(HttpContext context, Partial partial, IReadOnlyList<Fault> faults)
    {
        var body = context.Request.BodyReader;
        var pace = faults.Find(FaultType.Slow) is { } slow ? new Pace(slow) : null;
        var left = faults.Find(FaultType.Cut)?.AtByte ?? long.MaxValue;
        try
        {
            while (left > 0)
            {
                var read = await body.ReadAsync(context.RequestAborted);
                var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, Math.Min(left, pace?.Step ?? long.MaxValue)));
                var (count, isLast) = (taken.Length, read.IsCompleted && taken.Length == read.Buffer.Length);
                try
                {
                    partial.Write(taken);
                }
                finally
                {
                    body.AdvanceTo(taken.End); // From here on the buffer is the pipe's again, and its length means nothing.
                }

                left -= count;
                if (isLast)
                {
                    return left > 0;
                }

                await (pace?.WaitAsync(count, context.RequestAborted) ?? Task.CompletedTask);
            }

            return false;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client's end: Kestrel's words for it are of use to nobody here.
            return false;
        }
    }
}
