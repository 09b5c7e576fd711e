using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>A blob that is being written. Disposed before <see cref="Keep"/>, it leaves nothing behind.</summary>
internal class BlobWriter(BlobKey key, SafeFileHandle file, IVolume volume) : IDisposable
{
    // Past this many unwritten bytes the kernel is asked to start writing, so that the sync at the end finds little left to do.
    private const long WriteBehind = 8L << 20;

    private long _started;
    private bool _kept;

    public BlobKey Key => key;

    public SafeFileHandle File => file;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Appends, with one vectored write.</summary>
    public virtual void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long length)
    {
        RandomAccess.Write(file, pieces, Length);
        Length += length;
        if (Length - _started >= WriteBehind)
        {
            Posix.StartWriting(file, _started, Length - _started);
            _started = Length;
        }
    }

    /// <summary>The blob is in the catalogue now: disposing closes it and no more.</summary>
    public void Keep() => _kept = true;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        file.Dispose();
        if (!_kept)
        {
            volume.Delete(key);
        }
    }
}
