using System.Buffers;

namespace MediaNode.Formats.Sealing;

/// <summary>A piece of a media before and after encryption, in arrays that are borrowed.</summary>
internal sealed class SealStep(int room)
{
    public byte[] Plain { get; } = ArrayPool<byte>.Shared.Rent(room);

    public byte[] Sealed { get; } = ArrayPool<byte>.Shared.Rent(room);

    /// <summary>Gives the arrays back, once.</summary>
    public void Return()
    {
        // What has been sealed is no secret.
        ArrayPool<byte>.Shared.Return(Plain, clearArray: true);
        ArrayPool<byte>.Shared.Return(Sealed);
    }
}
