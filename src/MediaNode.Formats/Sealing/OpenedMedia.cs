using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sealing;

/// <summary>The bytes of a sealed media, all verified before the first can be read. Decrypts again as it is read, at any offset.</summary>
/// <remarks>Reads from the sealed bytes, which must stay where they are until this is disposed of. Not for two threads at once.</remarks>
public sealed class OpenedMedia : ByteSource, IDisposable
{
    private readonly SealedWindows _windows;
    private int _current;

    /// <param name="windows">Verified, and with the last of them decrypted.</param>
    /// <param name="length">Bytes without the padding.</param>
    internal OpenedMedia(SealedWindows windows, long length)
    {
        _windows = windows;
        _current = windows.Count - 1;
        Length = length;
    }

    public override long Length { get; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The sealed bytes cannot be read, or are not those that were verified.</exception>
    public override int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var wanted = (int)Math.Clamp(Length - offset, 0, destination.Length);
        for (var done = 0; done < wanted;)
        {
            var within = (int)(offset % Sealer.Step);
            var piece = Window((int)(offset / Sealer.Step))[within..];
            piece = piece[..Math.Min(piece.Length, wanted - done)];
            piece.CopyTo(destination[done..]);
            done += piece.Length;
            offset += piece.Length;
        }

        return wanted;
    }

    /// <summary>All bytes of something small, such as a thumbnail.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }

    public void Dispose() => _windows.Dispose();

    private ReadOnlySpan<byte> Window(int index)
    {
        if (index == _current)
        {
            return _windows.Decrypted(index);
        }

        // While it is being read again the buffer holds nothing that may be handed on.
        _current = -1;
        var plain = _windows.ReadAgain(index);
        _current = index;
        return plain;
    }
}
