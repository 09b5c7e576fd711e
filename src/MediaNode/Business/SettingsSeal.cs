using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MediaNode.Business;

/// <summary>A backup under a password: AES-256-GCM, its key from PBKDF2 with HMAC-SHA-256.</summary>
/// <remarks>Mark (4 bytes, also authenticated), salt (16), nonce (12), tag (16), ciphertext; in Base64.</remarks>
internal static class SettingsSeal
{
    // OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA256. Another number is another mark.
    private const int Rounds = 600_000;
    private const int SaltLength = 16;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int KeyLength = 32;
    private const int HeadLength = 4 + SaltLength + NonceLength + TagLength;

    private static ReadOnlySpan<byte> Mark => "MNS1"u8;

    public static string Seal(ReadOnlySpan<byte> plain, string password)
    {
        var sealedBytes = new byte[HeadLength + plain.Length];
        Mark.CopyTo(sealedBytes);
        var (salt, nonce, tag, cipher) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(salt.Span);
        RandomNumberGenerator.Fill(nonce.Span);
        var key = KeyOf(password, salt.Span);
        using (var aes = new AesGcm(key, TagLength))
        {
            aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Mark);
        }

        CryptographicOperations.ZeroMemory(key);
        return Convert.ToBase64String(sealedBytes);
    }

    /// <param name="data">As <see cref="Seal"/> gave it.</param>
    /// <param name="password">Which it was sealed under.</param>
    /// <param name="plain">What was sealed, when the answer is true.</param>
    /// <param name="why">Otherwise: what was found.</param>
    public static bool TryOpen(string data, string password, [NotNullWhen(true)] out byte[]? plain, [NotNullWhen(false)] out string? why)
    {
        (plain, why) = (null, null);
        var sealedBytes = new byte[data.Length];
        if (!Convert.TryFromBase64String(data, sealedBytes, out var length) || length < HeadLength || !sealedBytes.AsSpan().StartsWith(Mark))
        {
            why = "data is no backup of this node; what POST /v1/settings/backup gave is accepted.";
            return false;
        }

        var (salt, nonce, tag, cipher) = Parts(sealedBytes.AsMemory(0, length));
        var key = KeyOf(password, salt.Span);
        var opened = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, opened, Mark);
            plain = opened;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            why = "password is not the one that the backup was made with, or data is damaged.";
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] KeyOf(string password, ReadOnlySpan<byte> salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Rounds, HashAlgorithmName.SHA256, KeyLength);

    private static (Memory<byte> Salt, Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(Memory<byte> sealedBytes) => (
        sealedBytes.Slice(Mark.Length, SaltLength),
        sealedBytes.Slice(Mark.Length + SaltLength, NonceLength),
        sealedBytes.Slice(Mark.Length + SaltLength + NonceLength, TagLength),
        sealedBytes[HeadLength..]);
}
