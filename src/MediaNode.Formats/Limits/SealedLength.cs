namespace MediaNode.Formats.Limits;

/// <summary>How long media are once sealed, which is what WhatsApp's limits hold for.</summary>
/// <remarks>
/// AES-CBC pads to the next multiple of 16 and always by a byte at least (RFC 5652 §6.3); WhatsApp adds the first 10 bytes of an HMAC.
/// </remarks>
public static class SealedLength
{
    private const int Block = 16;
    private const int Mac = 10;

    /// <summary>The sealed length of so many bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than none, or so many that the answer is no number.</exception>
    public static long Of(long plain)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plain);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain, long.MaxValue - Block - Mac);
        return plain - (plain % Block) + Block + Mac;
    }

    /// <summary>The most bytes whose sealed length is within a limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not even nothing, sealed, is within the limit.</exception>
    public static long MostPlain(long sealedLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sealedLimit, Block + Mac);
        return ((sealedLimit - Mac) / Block * Block) - 1;
    }
}
