using System.Buffers;
using System.Security.Cryptography;
using MediaNode.Formats;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Downloads;

/// <summary>Moves a blob's bytes to a client, at the client's pace and within our patience.</summary>
internal sealed class BlobSender(IOptions<DownloadOptions> options, TimeProvider clock)
{
    // Fewer, larger turns for the bodies that need many; the pool's own block for the rest, lest slow readers hold much.
    private const int Block = 256 << 10;
    private const int SmallBlock = 64 << 10;

    // Of a block of the pool, what remains behind the head will do.
    private const int Least = 4 << 10;

    // Downloads that have large blocks at a time: more than the processors have use for, and 4 MB when all of them stand still.
    private const int MostLarge = 16;

    private readonly TimeSpan _stallTimeout = options.Value.StallTimeout;
    private int _large;

    /// <summary>Sends a part of a blob whose bytes are trusted.</summary>
    /// <exception cref="OperationCanceledException">The client has gone, or stood still for too long; or <paramref name="mustStop"/> said so.</exception>
    public Task SendAsync(HttpContext context, Blob blob, ByteRange part, Func<bool> mustStop, CancellationToken cancellationToken) =>
        SendAsync(context, blob, part, null, null, mustStop, cancellationToken);

    /// <summary>Sends the whole blob and its digest is checked on the way: the last block leaves only when all were right.</summary>
    /// <returns>Whether they were. If not, the client has a body that stops short of its length.</returns>
    /// <exception cref="OperationCanceledException">The client has gone, or stood still for too long; or <paramref name="mustStop"/> said so.</exception>
    public async Task<bool> SendVerifiedAsync(HttpContext context, Blob blob, byte[] digest, Func<bool> mustStop, CancellationToken cancellationToken)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return await SendAsync(context, blob, new ByteRange(0, blob.Length - 1), running, digest, mustStop, cancellationToken);
    }

    private async Task<bool> SendAsync(
        HttpContext context, Blob blob, ByteRange part, IncrementalHash? running, byte[]? digest, Func<bool> mustStop, CancellationToken cancellationToken)
    {
        var body = context.Response.BodyWriter;
        var block = TakeBlock(part.Length);
        StallGuard? stall = null;
        try
        {
            if (running is null || part.Length > block)
            {
                // Or Kestrel would keep the first block until the head is written, and copy it.
                await context.Response.StartAsync(cancellationToken);
            }

            for (var offset = part.First; offset <= part.Last;)
            {
                if (offset > part.First && mustStop())
                {
                    throw new OperationCanceledException("The content was blocked while it was being sent.");
                }

                var left = part.Last - offset + 1;
                var memory = body.GetMemory((int)Math.Min(left, block == Block ? Block : Least));
                var read = Fill(memory, blob, offset, left);
                running?.AppendData(memory.Span[..read]);
                offset += read;
                if (offset > part.Last && running is not null
                    && !CryptographicOperations.FixedTimeEquals(running.GetHashAndReset(), digest))
                {
                    return false;
                }

                // The last block too: what was advanced and not flushed, Kestrel would keep until the connection's next answer.
                body.Advance(read);
                var flush = body.FlushAsync(cancellationToken);
                if (!flush.IsCompleted)
                {
                    (stall ??= new StallGuard(context, _stallTimeout, clock)).Start();
                }

                if ((await flush).IsCompleted && offset <= part.Last)
                {
                    throw new OperationCanceledException("The client has gone.");
                }

                stall?.Stop();
            }

            return true;
        }
        finally
        {
            stall?.Dispose();
            ReturnBlock(block);
        }
    }

    /// <returns>Whether the blob has the digest.</returns>
    public static bool Verify(Blob blob, byte[] digest)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (var offset = 0L; offset < blob.Length;)
            {
                var read = Fill(buffer, blob, offset, blob.Length - offset);
                running.AppendData(buffer, 0, read);
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return CryptographicOperations.FixedTimeEquals(running.GetHashAndReset(), digest);
    }

    private int TakeBlock(long length)
    {
        if (length <= SmallBlock)
        {
            return SmallBlock;
        }

        if (Interlocked.Increment(ref _large) <= MostLarge)
        {
            return Block;
        }

        Interlocked.Decrement(ref _large);
        return SmallBlock;
    }

    private void ReturnBlock(int block)
    {
        if (block == Block)
        {
            Interlocked.Decrement(ref _large);
        }
    }

    private static int Fill(Memory<byte> memory, Blob blob, long offset, long left)
    {
        var read = blob.Read(memory.Span[..(int)Math.Min(memory.Length, left)], offset);
        return read > 0 ? read : throw new EndOfStreamException("The file became shorter while it was read.");
    }
}
