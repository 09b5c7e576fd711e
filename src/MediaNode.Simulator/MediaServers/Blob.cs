using System.Security.Cryptography;

namespace MediaNode.Simulator.MediaServers;

/// <summary>Sealed bytes on the media servers.</summary>
/// <param name="Number">Rises with each that comes.</param>
/// <param name="Id">The name of its file, and what its path is found by.</param>
/// <param name="Token">The SHA-256 of its bytes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Type">What it was uploaded as: <c>image</c>, <c>ptt</c> …</param>
/// <param name="Host">The name of the server that took it.</param>
/// <param name="StoredAt">When it was complete.</param>
/// <param name="ExpiresAt">From when it is gone; whole seconds.</param>
/// <param name="Downloads">How many fetched it, whole or a range, to the end.</param>
internal sealed record Blob(
    long Number,
    string Id,
    byte[] Token,
    long Length,
    string Type,
    string Host,
    DateTimeOffset StoredAt,
    DateTimeOffset ExpiresAt,
    long Downloads)
{
    /// <summary>The characters of an id.</summary>
    public const int IdLength = 32;

    /// <summary>As long as WhatsApp keeps what On-Premises uploads.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>How long after its expiry a blob is remembered as gone; later it never was.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>An id that never was and that nobody guesses: 128 random bits in hex.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    public bool IsExpired(DateTimeOffset now) => now >= ExpiresAt;
}
