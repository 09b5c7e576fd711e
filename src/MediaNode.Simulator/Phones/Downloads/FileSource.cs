using MediaNode.Formats.Inspection;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>A file as a source of bytes. The file stays whoever's it is.</summary>
internal sealed class FileSource(FileStream file) : ByteSource
{
    public override long Length { get; } = file.Length;

    public override int Read(long offset, Span<byte> destination) => RandomAccess.Read(file.SafeFileHandle, destination, offset);
}
