using MediaNode.Fuzz.Samples;

namespace MediaNode.Tests.Samples;

/// <summary>Lossless WebPs (RFC 9649 §3) written bit by bit, with prefix codes that no encoder would write.</summary>
/// <remarks>
/// The flaw of CVE-2023-4863: the decoder reserves room for the largest tables that five complete codes can take, and lays out an
/// incomplete code before it finds it so.
/// </remarks>
internal static class LosslessWebP
{
    private const int Colors = 256;
    private const int Lengths = 24;
    private const int Distances = 40;
    private const int MostCacheBits = 11;

    // How many codes there are of each length from 0 up. Complete, and of all complete ones those whose tables are largest where the first
    // table has 8 bits: 654, 2704, 630 and 410 entries. Found by search.
    private static readonly int[] _largestOfGreen = [0, 1, 1, 0, 0, 0, 0, 0, 0, 79, 65, 33, 33, 65, 1, 2];
    private static readonly int[] _largestOfGreenAndCache = [0, 0, 0, 0, 0, 0, 0, 0, 0, 165, 397, 273, 337, 321, 321, 514];
    private static readonly int[] _largestOfColor = [0, 1, 1, 0, 0, 0, 0, 0, 0, 79, 65, 41, 33, 33, 1, 2];
    private static readonly int[] _largestOfDistance = [0, 1, 1, 1, 0, 3, 0, 0, 0, 7, 13, 9, 1, 1, 1, 2];

    // Incomplete: two second tables of 128 entries each, 512 in all, which no complete code of 40 comes to.
    private static readonly int[] _tooLargeOfDistance = [31, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 3];

    /// <summary>Those that are right, so that the writer is known to write what is meant.</summary>
    public static IReadOnlyDictionary<string, Func<int, int, byte[]>> Sound { get; } = new Dictionary<string, Func<int, int, byte[]>>
    {
        ["one colour"] = static (width, height) => Of(width, height, static bits => OneColor(bits.Write(0, 2))),
        ["a colour cache"] = static (width, height) => Of(width, height, static bits => OneColor(bits.Write(1, 1).Write(MostCacheBits, 4).Write(0, 1))),
        ["the largest tables"] = static (width, height) => Of(width, height, bits =>
            Largest(bits.Write(0, 2), _largestOfDistance).Write(0, 4 * width * height)), // The shortest code of each channel is one zero.
        ["groups of codes"] = static (width, height) => Of(width, height, bits => OneColor(Groups(bits.Write(0, 1), index: 0))),
    };

    /// <summary>Those that are wrong.</summary>
    public static IReadOnlyDictionary<string, Func<int, int, byte[]>> Unsound { get; } = new Dictionary<string, Func<int, int, byte[]>>
    {
        ["more codes than there are"] = static (width, height) => Of(width, height, static bits => Code(bits.Write(0, 2), Colors + Lengths, [277, 3])),
        ["more long codes than there are"] = static (width, height) => Of(width, height, static bits =>
            Code(bits.Write(0, 2), Colors + Lengths, [0, 1, 1, .. new int[5], 278])),
        ["fewer codes than there are"] = static (width, height) => Of(width, height, static bits => Code(bits.Write(0, 2), Colors + Lengths, [278, 0, 2])),
        ["one code of the longest"] = static (width, height) => Of(width, height, static bits =>
            Code(bits.Write(0, 2), Colors + Lengths, [279, .. new int[14], 1])),
        ["no code at all"] = static (width, height) => Of(width, height, static bits => Code(bits.Write(0, 2), Colors + Lengths, [280])),
        ["more lengths of lengths than there are"] = static (width, height) => Of(width, height, static bits => LengthsOfLengths(bits.Write(0, 2), 1)),
        ["fewer lengths of lengths than there are"] = static (width, height) => Of(width, height, static bits => LengthsOfLengths(bits.Write(0, 2), 7)),
        ["lengths that repeat beyond the end"] = static (width, height) => Of(width, height, static bits => Repeating(bits.Write(0, 2))),
        ["tables beyond their room"] = static (width, height) => Of(width, height, static bits => Largest(bits.Write(0, 2), _tooLargeOfDistance)),
        ["tables beyond their room, and a colour cache"] = static (width, height) => Of(width, height, static bits =>
            Largest(bits.Write(1, 1).Write(MostCacheBits, 4).Write(0, 1), _tooLargeOfDistance, cached: 1 << MostCacheBits)),
        ["tables beyond their room in the groups"] = static (width, height) => Of(width, height, static bits =>
            Largest(bits.Write(0, 1).Write(1, 1).Write(0, 3).Write(0, 1), _tooLargeOfDistance)),
        ["tables beyond their room in the last of the groups"] = static (width, height) => Of(width, height, static bits =>
            Largest(Largest(OneColor(Groups(bits.Write(0, 1), index: 2)), _largestOfDistance), _tooLargeOfDistance)),
        ["a group of codes far beyond the last"] = static (width, height) => Of(width, height, static bits => OneColor(Groups(bits.Write(0, 1), index: 0xFFFF))),
        ["a colour cache of no bits"] = static (width, height) => Of(width, height, static bits => OneColor(bits.Write(1, 1).Write(0, 4).Write(0, 1))),
        ["a colour cache of too many bits"] = static (width, height) => Of(width, height, static bits => OneColor(bits.Write(1, 1).Write(15, 4).Write(0, 1))),
    };

    private static byte[] Of(int width, int height, Func<BitWriter, BitWriter> picture)
    {
        var bits = new BitWriter().Write(0x2F, 8).Write(width - 1, 14).Write(height - 1, 14).Write(0, 1).Write(0, 3);
        return WebPSamples.Of(WebPSamples.Chunk("VP8L", picture(bits.Write(0, 1)).ToArray()));
    }

    // Five codes of one symbol each: a pixel takes no bits at all.
    private static BitWriter OneColor(BitWriter bits)
    {
        for (var code = 0; code < 5; code++)
        {
            bits.Write(1, 1).Write(0, 1).Write(0, 1).Write(0, 1);
        }

        return bits;
    }

    // Many codes, chosen by a picture of their indices, all of the same one.
    private static BitWriter Groups(BitWriter bits, int index)
    {
        bits.Write(1, 1).Write(0, 3).Write(0, 1);
        bits.Write(1, 1).Write(0, 1).Write(1, 1).Write(index & 0xFF, 8); // Green has the low byte of the index,
        bits.Write(1, 1).Write(0, 1).Write(1, 1).Write(index >> 8, 8); // and red the high one.
        for (var code = 0; code < 3; code++)
        {
            bits.Write(1, 1).Write(0, 1).Write(0, 1).Write(0, 1);
        }

        return bits;
    }

    private static BitWriter Largest(BitWriter bits, int[] distance, int cached = 0)
    {
        // Cached colours are more symbols of green.
        Code(bits, Colors + Lengths + cached, cached == 0 ? _largestOfGreen : _largestOfGreenAndCache);
        for (var channel = 0; channel < 3; channel++)
        {
            Code(bits, Colors, _largestOfColor);
        }

        return Code(bits, Distances, distance);
    }

    /// <summary>A code, told by the lengths of its words: every length from 0 to 15 takes four bits itself.</summary>
    private static BitWriter Code(BitWriter bits, int symbols, int[] counts)
    {
        bits.Write(0, 1).Write(15, 4);
        foreach (var told in _order)
        {
            bits.Write(told < 16 ? 4 : 0, 3);
        }

        bits.Write(0, 1);
        // Zeros at the end, where the decoder would not miss them.
        int[] lengths = [.. Enumerable.Range(1, counts.Length - 1).Append(0).SelectMany(length => Enumerable.Repeat(length, counts[length]))];
        return lengths.Concat(new int[symbols]).Take(symbols).Aggregate(bits, static (bits, length) => bits.WriteCode(length, 4));
    }

    private static readonly int[] _order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    private static BitWriter LengthsOfLengths(BitWriter bits, int length)
    {
        bits.Write(0, 1).Write(15, 4);
        return _order.Aggregate(bits, (bits, _) => bits.Write(length, 3)).Write(0, 1).Write(0x5555, 4000);
    }

    // One length only, 18, that says 138 zeros; and says it again until far more symbols are told than there are.
    private static BitWriter Repeating(BitWriter bits)
    {
        bits.Write(0, 1).Write(15, 4);
        foreach (var told in _order)
        {
            bits.Write(told is 15 or 18 ? 1 : 0, 3);
        }

        bits.Write(0, 1);
        for (var at = 0; at < 50; at++)
        {
            bits.WriteCode(at < 3 ? 0 : 1, 1).Write(at < 3 ? 0 : 0x7F, at < 3 ? 0 : 7);
        }

        return bits;
    }
}
