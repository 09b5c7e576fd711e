using MediaNode.Formats;
using MediaNode.Simulator.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Simulator.MediaServers;

/// <summary>Sends a run of a blob's bytes, with what the faults do to them.</summary>
internal static class BlobSender
{
    private const int Piece = 64 << 10;

    /// <returns>False when the fault <c>cut</c> ended it.</returns>
    public static async Task<bool> SendAsync(HttpContext context, SafeFileHandle file, ByteRange range, IReadOnlyList<Fault> faults)
    {
        var writer = context.Response.BodyWriter;
        var pace = faults.Find(FaultType.Slow) is { } slow ? new Pace(slow) : null;
        var end = Math.Min(range.Length, faults.Find(FaultType.Cut)?.AtByte ?? long.MaxValue);
        var flipped = faults.Find(FaultType.WrongBytes) is null ? -1 : range.Length / 2;
        for (var sent = 0L; sent < end;)
        {
            var want = (int)Math.Min(end - sent, pace?.Step ?? Piece);
            var room = writer.GetMemory(want)[..want];
            var read = RandomAccess.Read(file, room.Span, range.First + sent);
            if (read == 0)
            {
                throw new EndOfStreamException($"A blob's file ends after {range.First + sent} bytes.");
            }

            if (flipped >= sent && flipped < sent + read)
            {
                room.Span[(int)(flipped - sent)] ^= 1;
            }

            writer.Advance(read);
            sent += read;
            await writer.FlushAsync(context.RequestAborted);
            await (pace?.WaitAsync(read, context.RequestAborted) ?? Task.CompletedTask);
        }

        return end == range.Length;
    }
}
