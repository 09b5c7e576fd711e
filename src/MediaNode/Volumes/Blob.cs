using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>An open blob. Its bytes are read through <see cref="Read"/>, at any offset.</summary>
internal sealed class Blob(SafeFileHandle file, BlobStamp stamp, Action letGo) : IDisposable
{
    private bool _disposed;

    /// <summary>What the file system says of the file; as long as it stays the same, so do the bytes (short of bit rot).</summary>
    public BlobStamp Stamp => stamp;

    /// <summary>The length in bytes.</summary>
    public long Length => stamp.Length;

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(file, buffer, offset);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            letGo();
        }
    }
}

/// <summary>A file's identity: inode, length and the time of its last change, in nanoseconds since 1970.</summary>
internal readonly record struct BlobStamp(ulong Inode, long Length, long ChangedAt);
