using System.Buffers.Binary;
using System.Text;

namespace MediaNode.Fuzz.Samples;

/// <summary>The pieces that binary formats are made of.</summary>
public static class Pieces
{
    public static byte[] Join(params IEnumerable<byte[]> pieces) => [.. pieces.SelectMany(piece => piece)];

    /// <summary>Text, one byte to a character.</summary>
    public static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Big16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Big32(uint value) => [.. Big16((int)(value >> 16)), .. Big16((int)(value & 0xFFFF))];

    public static byte[] Little16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Little32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Little24(int value) => Little32((uint)value)[..3];

    /// <summary>The whole, and what is left of it when it is cut off at some places.</summary>
    public static IEnumerable<byte[]> AndCut(byte[] whole) =>
        [whole, whole[..^1], whole[..(whole.Length / 2)], whole[..(whole.Length / 4)]];
}
