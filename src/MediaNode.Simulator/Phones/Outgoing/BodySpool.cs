using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>Moves the body of a request into a file, in constant memory.</summary>
internal static class BodySpool
{
    /// <summary>The most that a media may have: 100 MB, as a document's limit is.</summary>
    public const long MostBytes = 100 << 20;

    private const int Piece = 64 << 10;

    /// <exception cref="RefusedException">There is nothing, too much, or no room for it.</exception>
    public static async Task ReceiveAsync(HttpContext context, FileStream file)
    {
        if (context.Request.ContentLength > MostBytes)
        {
            throw TooLong();
        }

        var piece = new byte[Piece];
        var length = 0L;
        int read;
        while ((read = await context.Request.Body.ReadAsync(piece, context.RequestAborted)) > 0)
        {
            if ((length += read) > MostBytes)
            {
                throw TooLong();
            }

            await WriteAsync(file, piece.AsMemory(0, read), context.RequestAborted);
        }

        if (length == 0)
        {
            throw new RefusedException("The body is empty; it must be the bytes of the media.");
        }

        await WriteAsync(file, default, context.RequestAborted);
    }

    /// <summary>What is said when the disk is full.</summary>
    public static RefusedException NoRoom(Exception disk) =>
        new(StatusCodes.Status503ServiceUnavailable, $"The simulator's disk does not take the media: {disk.Message}");

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken);
            if (bytes.IsEmpty)
            {
                await file.FlushAsync(cancellationToken);
            }
        }
        catch (IOException disk)
        {
            throw NoRoom(disk);
        }
    }

    private static RefusedException TooLong() =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is longer than {MostBytes} bytes, which is the most that a phone sends.");
}
