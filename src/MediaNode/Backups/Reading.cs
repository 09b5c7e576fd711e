using System.Security.Cryptography;
using MediaNode.Reconciling;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>Reads files once, from beginning to end: what their digest is, and into a copy where one is wanted.</summary>
/// <param name="pace">How fast.</param>
/// <param name="progress">Told of bytes as they are read; null when nobody watches.</param>
internal sealed class Reading(Pace pace, IProgress<long>? progress) : IDisposable
{
    private const int Piece = 1 << 20;

    // Past this many unwritten bytes the kernel is asked to start writing, so that the sync finds little left to do.
    private const long WriteBehind = 8L << 20;

    private readonly IncrementalHash _running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Piece);

    /// <param name="from">Read from its beginning.</param>
    /// <param name="to">Empty, or null for none.</param>
    /// <param name="stopping">Stops between two pieces.</param>
    /// <exception cref="UnreadableException">The disk does not give the bytes.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public async Task<(long Length, byte[] Digest)> RunAsync(SafeFileHandle from, SafeFileHandle? to, CancellationToken stopping)
    {
        var (offset, started) = (0L, 0L);
        // What an interrupted read left of the file before is not of this one.
        _running.TryGetHashAndReset(_digest, out _);
        try
        {
            while (ReadPiece(from, offset) is var read and > 0)
            {
                stopping.ThrowIfCancellationRequested();
                _running.AppendData(_buffer, 0, read);
                if (to is not null)
                {
                    RandomAccess.Write(to, _buffer.AsSpan(0, read), offset);
                }

                offset += read;
                if (to is not null && offset - started >= WriteBehind)
                {
                    Posix.StartWriting(to, started, offset - started);
                    started = offset;
                }

                progress?.Report(read);
                await pace.SpendAsync(read, stopping);
            }

            if (to is not null && offset > started)
            {
                Posix.StartWriting(to, started, offset - started);
            }
        }
        finally
        {
            // What a node keeps in memory for its downloads must not make way for all that is read once.
            Posix.ForgetPages(from, 0, 0);
        }

        return (offset, _running.GetHashAndReset());
    }

    public void Dispose() => _running.Dispose();

    private int ReadPiece(SafeFileHandle from, long offset)
    {
        try
        {
            return RandomAccess.Read(from, _buffer, offset);
        }
        catch (IOException fault)
        {
            throw new UnreadableException(fault.Message, fault);
        }
    }
}

/// <summary>The disk does not give the bytes of a file.</summary>
internal sealed class UnreadableException(string message, Exception cause) : Exception(message, cause);
