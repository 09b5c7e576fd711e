using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace MediaNode.Messages;

/// <summary>The ids of messages that the business sends, in the shape that clients of the On-Premises API know: 27 characters, <c>gBEG…</c>.</summary>
/// <remarks>
/// Base64url without padding (RFC 4648, section 5) of 20 bytes: 0x80 0x11 0x06, which spell <c>gBEG</c>; six bytes of Unix milliseconds, most
/// significant first, so that ids of one time lie together in the index; eleven random bytes, so that nobody guesses one.
/// </remarks>
internal static class MessageId
{
    /// <summary>Characters.</summary>
    public const int Length = 27;

    /// <summary>More than any id has that is about: those of other clients have up to 40 characters.</summary>
    public const int MostCharacters = 128;

    public static string New(TimeProvider clock)
    {
        Span<byte> bytes = stackalloc byte[20];
        // The time's two first bytes, which are zero until the year 10889, are written over.
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], clock.GetUtcNow().ToUnixTimeMilliseconds());
        (bytes[0], bytes[1], bytes[2]) = (0x80, 0x11, 0x06);
        RandomNumberGenerator.Fill(bytes[9..]);
        return Base64Url.EncodeToString(bytes);
    }
}
