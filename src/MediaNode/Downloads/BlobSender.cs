using System.Buffers;
using System.Security.Cryptography;
using MediaNode.Formats;
using MediaNode.Volumes;

namespace MediaNode.Downloads;

/// <summary>Moves a blob's bytes to a client.</summary>
internal static class BlobSender
{
    // Fewer, larger turns for the bodies that need many; the pool's own block for the rest, lest slow readers hold much.
    private const int Block = 256 << 10;
    private const int SmallBlock = 64 << 10;

    /// <summary>Sends a part of a blob whose bytes are trusted.</summary>
    public static async Task SendAsync(HttpContext context, Blob blob, ByteRange part, CancellationToken cancellationToken)
    {
        var body = context.Response.BodyWriter;
        for (var offset = part.First; offset <= part.Last;)
        {
            var read = Fill(body.GetMemory(BlockFor(part.Last - offset + 1)), blob, offset, part.Last - offset + 1);
            body.Advance(read);
            offset += read;
            // The last block too: once an answer was flushed, Kestrel does not flush what is left at its end.
            if ((await body.FlushAsync(cancellationToken)).IsCompleted)
            {
                return; // All is sent, or the client has gone.
            }
        }
    }

    /// <summary>Sends the whole blob and its digest is checked on the way: the last block leaves only when all were right.</summary>
    /// <returns>Whether they were. If not, the client has a body that stops short of its length.</returns>
    public static async Task<bool> SendVerifiedAsync(HttpContext context, Blob blob, byte[] digest, CancellationToken cancellationToken)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var body = context.Response.BodyWriter;
        for (var offset = 0L; offset < blob.Length;)
        {
            var memory = body.GetMemory(BlockFor(blob.Length - offset));
            var read = Fill(memory, blob, offset, blob.Length - offset);
            running.AppendData(memory.Span[..read]);
            offset += read;
            if (offset == blob.Length && !CryptographicOperations.FixedTimeEquals(running.GetHashAndReset(), digest))
            {
                return false;
            }

            body.Advance(read);
            if ((await body.FlushAsync(cancellationToken)).IsCompleted && offset < blob.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new OperationCanceledException("The client has gone.");
            }
        }

        return true;
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

    private static int BlockFor(long left) => left > SmallBlock ? Block : (int)left;

    private static int Fill(Memory<byte> memory, Blob blob, long offset, long left)
    {
        var read = blob.Read(memory.Span[..(int)Math.Min(memory.Length, left)], offset);
        return read > 0 ? read : throw new EndOfStreamException("The file became shorter while it was read.");
    }
}
