using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Inbound;

/// <summary>The digest of an open file, read in pieces.</summary>
/// <remarks>A file's times do not tell as much: they are as coarse as the kernel's tick, and a program may turn them.</remarks>
internal static class FileDigest
{
    private const int PieceBytes = 128 << 10;

    /// <returns>SHA-256, 32 bytes.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Of(SafeFileHandle file)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (long offset = 0; RandomAccess.Read(file, piece, offset) is var read and > 0; offset += read)
            {
                running.AppendData(piece, 0, read);
            }

            return running.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }
}
