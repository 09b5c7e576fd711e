using System.Text;

namespace MediaNode.Fuzz;

/// <summary>Makes new inputs from a corpus. The same seed makes the same inputs, on every machine.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    // Twice the longest input that any parser of text accepts, so that the limits themselves are crossed.
    private const int MaxLength = 16 * 1024;

    // Where parsers break: ends of ranges, signs, and the characters that carry structure.
    private static readonly byte[][] _tokens =
    [
        .. new[] { "0", "-1", "255", "256", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999" }
            .Concat(["\0", "\t", " ", "\r\n", "\"", "\\", "\\\"", "/", ";", ",", "=", "-", "*", "%00", "\x7f", "\x80", "\xff"])
            .Select(Encoding.Latin1.GetBytes),
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _input = new byte[MaxLength];
    private int _length;

    /// <returns>A mutated input, valid until the next call.</returns>
    public ReadOnlySpan<byte> Next()
    {
        _length = 0;
        Insert(0, Pick(corpus));

        for (var mutations = _random.Next(1, 8); mutations > 0; mutations--)
        {
            Mutate();
        }

        return _input.AsSpan(0, _length);
    }

    private void Mutate()
    {
        var (from, count) = Slice(_length);
        switch (_random.Next(8))
        {
            case 0 when _length > from:
                _input[from] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when _length > from:
                _input[from] = (byte)_random.Next(256);
                break;
            case 2:
                Insert(from, [(byte)_random.Next(256)]);
                break;
            case 3:
                Remove(from, count);
                break;
            case 4: // Repeat: what is long, nested or duplicated comes from here.
                Insert(from, _input.AsSpan(from, count).ToArray());
                break;
            case 5: // Replace by a token.
                Remove(from, Math.Min(count, 3));
                Insert(from, Pick(_tokens));
                break;
            case 6: // Cross with another seed.
                var other = Pick(corpus);
                var (start, length) = Slice(other.Length);
                Insert(from, other.AsSpan(start, length));
                break;
            default:
                Insert(from, Pick(_tokens));
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxLength - _length)];
        _input.AsSpan(at, _length - at).CopyTo(_input.AsSpan(at + bytes.Length));
        bytes.CopyTo(_input.AsSpan(at));
        _length += bytes.Length;
    }

    private void Remove(int at, int count)
    {
        _input.AsSpan(at + count, _length - at - count).CopyTo(_input.AsSpan(at));
        _length -= count;
    }

    private (int From, int Count) Slice(int length)
    {
        var from = _random.Next(length + 1);
        return (from, _random.Next(length - from + 1));
    }

    private byte[] Pick(IReadOnlyList<byte[]> choices) => choices[_random.Next(choices.Count)];
}
