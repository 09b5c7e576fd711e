using System.Buffers.Binary;
using System.Text;

namespace MediaNode.Tests.Samples;

/// <summary>The outermost boxes of an MP4 (ISO/IEC 14496-12 §4.2): no tool prints their order.</summary>
internal static class JudgeBoxes
{
    /// <summary>Their types, in the order of the file. A box that the file ends before is marked <c>cut</c>.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string path)
    {
        await using var file = File.OpenRead(path);
        var types = new List<string>();
        var header = new byte[16];
        for (var position = 0L; position < file.Length;)
        {
            file.Position = position;
            var read = await file.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false);
            var length = (long)BinaryPrimitives.ReadUInt32BigEndian(header);
            length = length switch
            {
                0 => file.Length - position,
                1 => (long)BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8)),
                _ => length,
            };
            var whole = read >= 8 && length >= 8 && position + length <= file.Length;
            types.Add(Encoding.Latin1.GetString(header, 4, 4) + (whole ? "" : " cut"));
            position = whole ? position + length : file.Length;
        }

        return types;
    }

    /// <summary>Whether a player can start before it has the whole file.</summary>
    public static async Task<bool> StartFastAsync(string path)
    {
        var types = (await OfAsync(path)).ToList();
        return types.IndexOf("moov") >= 0 && types.IndexOf("moov") < types.IndexOf("mdat");
    }
}
