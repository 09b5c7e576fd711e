using MediaNode.Formats.Inspection;
using MediaNode.Volumes;

namespace MediaNode.Messages;

/// <summary>A blob as a source for the readers of headers.</summary>
internal sealed class BlobSource(Blob blob) : ByteSource
{
    public override long Length => blob.Length;

    public override int Read(long offset, Span<byte> destination)
    {
        // The kernel may give less than there is.
        var total = 0;
        while (total < destination.Length && blob.Read(destination[total..], offset + total) is var read and > 0)
        {
            total += read;
        }

        return total;
    }
}
