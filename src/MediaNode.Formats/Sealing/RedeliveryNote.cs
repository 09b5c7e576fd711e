using System.Security.Cryptography;
using System.Text;

namespace MediaNode.Formats.Sealing;

/// <summary>What one who misses a media and the one who sent it write to each other: <c>enc_iv</c> and <c>enc_p</c>.</summary>
/// <remarks>AES-256-GCM under a key derived from that of the media, bound to the id of the message.</remarks>
public sealed class RedeliveryNote(ReadOnlyMemory<byte> iv, ReadOnlyMemory<byte> payload)
{
    private const string Info = "WhatsApp Media Retry Notification";
    private const int KeyLength = 32;
    private const int IvLength = 12;
    private const int TagLength = 16;

    // A note holds an id and a path: some hundred bytes.
    private const int MostPayload = 64 << 10;

    public ReadOnlyMemory<byte> Iv { get; } = iv;

    /// <summary>The encrypted bytes, with their tag at the end.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    internal static RedeliveryNote Seal(ReadOnlySpan<byte> plain, MediaKey key, string messageId)
    {
        var iv = RandomNumberGenerator.GetBytes(IvLength);
        var payload = new byte[plain.Length + TagLength];
        using var cipher = Cipher(key);
        cipher.Encrypt(iv, plain, payload.AsSpan(0, plain.Length), payload.AsSpan(plain.Length), Encoding.UTF8.GetBytes(messageId));
        return new RedeliveryNote(iv, payload);
    }

    /// <returns>What was written; null when this is no note, or was not written under this key about this message.</returns>
    internal byte[]? Open(MediaKey key, string messageId)
    {
        if (Iv.Length != IvLength || Payload.Length is < TagLength or > MostPayload)
        {
            return null;
        }

        var plain = new byte[Payload.Length - TagLength];
        using var cipher = Cipher(key);
        try
        {
            cipher.Decrypt(Iv.Span, Payload.Span[..plain.Length], Payload.Span[plain.Length..], plain, Encoding.UTF8.GetBytes(messageId));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm Cipher(MediaKey key)
    {
        Span<byte> derived = stackalloc byte[KeyLength];
        key.Derive(Info, derived);
        var cipher = new AesGcm(derived, TagLength);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }
}
