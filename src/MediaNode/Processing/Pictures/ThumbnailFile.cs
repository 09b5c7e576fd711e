using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing;

namespace MediaNode.Processing.Pictures;

/// <summary>What a thumbnail is as a file, and the check of one that a tool made.</summary>
internal static class ThumbnailFile
{
    /// <summary>Pixels of the longer edge.</summary>
    public const int Edge = 100;

    /// <summary>Of the JPEG, at first.</summary>
    public const int Quality = 80;

    private const int MostBytes = 20 << 10;

    /// <summary>The saver's options of libvips.</summary>
    public static string Saver(int quality) =>
        string.Create(CultureInfo.InvariantCulture, $"[Q={quality},strip,optimize_coding,background=255]");

    /// <returns>The thumbnail; null when there is none of this name, or it is not a small JPEG.</returns>
    public static Thumbnail? Read(Scratch scratch, string name)
    {
        using var file = scratch.OpenOutput(name);
        if (file is null || RandomAccess.GetLength(file) is not (> 0 and <= MostBytes and var length))
        {
            return null;
        }

        // Looked at is what is kept, whatever becomes of the file.
        var bytes = new byte[length];
        if (new HandleSource(file).Read(0, bytes) != length)
        {
            return null;
        }

        var facts = MediaSniffer.Inspect(new MemorySource(bytes));
        return facts is { Container: Container.Jpeg, Damage: null, Image: { Width: <= Edge, Height: <= Edge } size }
            ? new Thumbnail(bytes, size.Width, size.Height)
            : null;
    }
}
