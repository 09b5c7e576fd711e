using MediaNode.Formats.Inspection;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Processing.Pictures;

/// <summary>An open file as a source, such as what a tool made. The handle stays with whoever opened it.</summary>
internal sealed class HandleSource(SafeFileHandle file) : ByteSource
{
    public override long Length { get; } = RandomAccess.GetLength(file);

    public override int Read(long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length && RandomAccess.Read(file, destination[total..], offset + total) is var read and > 0)
        {
            total += read;
        }

        return total;
    }
}
