using MediaNode.Volumes;

namespace MediaNode.Tests.Scanning;

/// <summary>A file to be looked at, which goes with the test.</summary>
internal sealed class ScanFile : IDisposable
{
    private readonly TempDirectory _folder = new();

    /// <param name="length">So many zeros, which take no room on the disk.</param>
    /// <param name="ending">What stands after them.</param>
    /// <param name="name">The file's.</param>
    public ScanFile(long length, ReadOnlySpan<byte> ending = default, string name = "file")
    {
        Path = System.IO.Path.Combine(_folder.Path, name);
        using (var file = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, length);
            RandomAccess.Write(file, ending, length);
        }

        Bytes = Open(length + ending.Length);
    }

    public string Path { get; }

    public Blob Bytes { get; private set; }

    /// <summary>A file that the catalogue thinks longer than it is.</summary>
    public ScanFile CutShort(long by)
    {
        Bytes.Dispose();
        Bytes = Open(Bytes.Length + by);
        return this;
    }

    public void Dispose()
    {
        Bytes.Dispose();
        _folder.Dispose();
    }

    private Blob Open(long length)
    {
        var file = File.OpenHandle(Path);
        return new Blob(file, new BlobStamp(0, length, 0), file.Dispose);
    }
}
