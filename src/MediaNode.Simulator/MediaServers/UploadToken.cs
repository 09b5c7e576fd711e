using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace MediaNode.Simulator.MediaServers;

/// <summary>The name under which a blob is uploaded: its SHA-256 in base64url, with padding or without.</summary>
internal static class UploadToken
{
    /// <summary>What is accepted, in words.</summary>
    public const string Accepted = "the base64url of the SHA-256 of the sealed bytes (43 characters, or 44 with padding)";

    /// <returns>The digest; null when the text is none.</returns>
    public static byte[]? Parse(string? text)
    {
        // Longer cannot be right, and the decoder would let white space pass.
        if (text is not { Length: 43 or 44 })
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes + 1];
        return Base64Url.DecodeFromChars(text, digest, out _, out var written) == OperationStatus.Done && written == SHA256.HashSizeInBytes
            ? digest[..written].ToArray()
            : null;
    }
}
