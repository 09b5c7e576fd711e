using System.Security.Cryptography;

namespace MediaNode.Formats.Sealing;

/// <summary>What sealing and opening use of an expanded key.</summary>
internal readonly ref struct SealingKeys
{
    public const int Length = 80;

    private readonly Span<byte> _expanded;

    /// <param name="key">The key of the media.</param>
    /// <param name="purpose">What it is sealed as.</param>
    /// <param name="room">Where to put the keys: <see cref="Length"/> bytes that the caller clears by <see cref="Clear"/>.</param>
    public SealingKeys(MediaKey key, SealingPurpose purpose, Span<byte> room)
    {
        key.Expand(purpose, room[..Length]);
        _expanded = room[..Length];
    }

    public ReadOnlySpan<byte> Iv => _expanded[..16];

    public ReadOnlySpan<byte> Mac => _expanded[48..80];

    /// <summary>AES-256-CBC in pieces. Padding is the caller's, who alone knows which piece is the last.</summary>
    public Aes Cipher()
    {
        var aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        aes.Key = _expanded[16..48].ToArray();
        aes.IV = Iv.ToArray();
        return aes;
    }

    public void Clear() => CryptographicOperations.ZeroMemory(_expanded);
}
