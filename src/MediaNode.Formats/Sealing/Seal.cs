namespace MediaNode.Formats.Sealing;

/// <summary>The two SHA-256 digests by which a receiver knows that it has what was sent.</summary>
public sealed class MediaDigests(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> @sealed)
{
    /// <summary>Of the bytes that the user gets: <c>fileSha256</c>.</summary>
    public ReadOnlyMemory<byte> Plain { get; } = plain;

    /// <summary>Of the bytes that lie on the server: <c>fileEncSha256</c>, which is also what the upload token is made of.</summary>
    public ReadOnlyMemory<byte> Sealed { get; } = @sealed;
}

/// <summary>What a message tells of the media that it points to, apart from key and place.</summary>
public sealed class Seal(MediaDigests digests, long length, long sealedLength, ReadOnlyMemory<byte> sidecar)
{
    public MediaDigests Digests { get; } = digests;

    /// <summary>Bytes before sealing: <c>fileLength</c>.</summary>
    public long Length { get; } = length;

    public long SealedLength { get; } = sealedLength;

    /// <summary>Ten bytes for every 64 KiB, by which a receiver checks a piece before it has the rest; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Sidecar { get; } = sidecar;
}
