using System.Buffers;
using System.Net;

namespace MediaNode.Cli.Transfers;

/// <summary>A request body that passes through, a piece at a time; without a length, in chunks until its source ends.</summary>
internal sealed class StreamedContent(Stream source, string name, long? length, IProgress<long>? progress) : HttpContent
{
    private const int PieceBytes = 128 << 10; // Large enough that system calls cost nothing beside the copying.

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            // A file that grows meanwhile is cut at the announced length: the server would take the rest for the next request.
            for (var left = length ?? long.MaxValue; left > 0;)
            {
                var read = await ReadAsync(piece.AsMemory(0, (int)Math.Min(left, PieceBytes)), cancellationToken);
                if (read == 0)
                {
                    if (length is not null)
                    {
                        throw Changed();
                    }

                    break;
                }

                await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
                left -= read;
                progress?.Report(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(piece, cancellationToken);
        }
        catch (IOException failure)
        {
            // Told apart from a failing connection, which the HTTP client reports with the same type.
            throw new RefusedException(new Refusal("The file cannot be read", $"{name}: {failure.Message}"), cause: failure);
        }
    }

    private RefusedException Changed() =>
        new(new Refusal("The file became shorter while it was sent", name, Advice: "Send it again once nothing writes to it."));
}
