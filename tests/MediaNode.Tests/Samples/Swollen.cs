using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Fuzz.Samples;

namespace MediaNode.Tests.Samples;

/// <summary>Pictures with metadata that are more bytes than all the rest.</summary>
internal static class Swollen
{
    private const int LargestComment = 65_533; // With its length, what two bytes count.

    /// <summary>A JPEG or PNG with comments within it, and with trailing bytes behind its end.</summary>
    /// <param name="picture">A whole one.</param>
    /// <param name="bytes">How many more, half of them behind the end.</param>
    public static byte[] By(byte[] picture, int bytes)
    {
        var trailer = Enumerable.Repeat((byte)'t', bytes / 2).ToArray();
        if (picture[0] == 0xFF)
        {
            var comments = Enumerable.Repeat(JpegSamples.Segment(0xFE, new byte[LargestComment]), (bytes / 2 / LargestComment) + 1);
            return Pieces.Join([picture[..2], .. comments, picture[2..], trailer]);
        }

        var behindHeader = PngSamples.Signature.Length + 25;
        return Pieces.Join(
            picture[..behindHeader], PngSamples.Chunk("tEXt", [.. "Comment\0"u8, .. new byte[bytes / 2]]), picture[behindHeader..], trailer);
    }

    /// <summary>The picture as the stripper leaves it.</summary>
    public static byte[] Without(byte[] picture)
    {
        using var stripped = new MemoryStream();
        return MetadataStripper.TryStrip(new MemorySource(picture), stripped, out var why) ? stripped.ToArray() : throw new InvalidOperationException(why);
    }
}
