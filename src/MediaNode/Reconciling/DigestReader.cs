using System.Buffers;
using System.Security.Cryptography;
using MediaNode.Telemetry;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Reads a file from the disk, past what memory keeps of it, and lets nothing of it stay there.</summary>
internal sealed class DigestReader(NodeMetrics metrics)
{
    private const int Piece = 256 << 10;

    /// <returns>The SHA-256 of all bytes.</returns>
    /// <exception cref="IOException">The disk does not give them.</exception>
    public async Task<byte[]> ReadAsync(StoredFile file, Pace pace, CancellationToken stopping)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            // What memory has of it may be right where the disk is wrong.
            Posix.ForgetPages(file.Handle, 0, 0);
            var offset = 0L;
            while (RandomAccess.Read(file.Handle, buffer.AsSpan(0, Piece), offset) is var read and > 0)
            {
                stopping.ThrowIfCancellationRequested();
                running.AppendData(buffer, 0, read);
                Posix.ForgetPages(file.Handle, offset, read);
                offset += read;
                metrics.Scrubbed(read);
                await pace.SpendAsync(read, stopping);
            }

            return running.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
