using System.Text;

namespace MediaNode.Fuzz.Handmade;

/// <summary>Bytes from which files are put together by hand, for what no tool would write.</summary>
public static class Piece
{
    public static byte[] Join(params IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A number of so many bytes, the highest first.</summary>
    public static byte[] Big(int count, ulong value) => [.. Enumerable.Range(0, count).Select(i => (byte)(value >> (8 * (count - 1 - i))))];

    /// <summary>A number of so many bytes, the lowest first.</summary>
    public static byte[] Little(int count, ulong value) => [.. Enumerable.Range(0, count).Select(i => (byte)(value >> (8 * i)))];

    /// <summary>A file and what is left of it when it is cut off here and there, one character to a byte.</summary>
    internal static IEnumerable<string> Cuts(byte[] file) =>
        Enumerable.Range(0, 12).Select(cut => Encoding.Latin1.GetString(file, 0, file.Length * (12 - cut) / 12));
}
