using MediaNode.Formats.Inspection;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Inspection;

/// <summary>A file as a source. The handle is whoever opened it's to close.</summary>
internal sealed class FileSource(SafeFileHandle file) : ByteSource
{
    public override long Length { get; } = RandomAccess.GetLength(file);

    public override int Read(long offset, Span<byte> destination)
    {
        // The kernel may give less than there is.
        var total = 0;
        while (total < destination.Length && RandomAccess.Read(file, destination[total..], offset + total) is var read and > 0)
        {
            total += read;
        }

        return total;
    }
}
