namespace MediaNode.Sandboxing.Tools;

/// <summary>What libvips loads beside itself at every start: modules for HEIF, JPEG XL, PDF, slides and all that ImageMagick reads.</summary>
/// <remarks>
/// In the box their folder is empty but for what a run needs. Code that is not there cannot be attacked, and to load it takes a third
/// of the time of a start.
/// </remarks>
internal static class VipsModules
{
    /// <summary>The one that reads HEIC and AVIF. A libvips with that built in has no such file, and needs none.</summary>
    public const string Heif = "vips-heif.so";

    private const string Name = "vips-modules-*"; // With the version behind: 8.14.

    // Where distributions put libraries; Debian in a folder of the machine's architecture.
    private static readonly string[] _libraries = ["/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"];

    /// <summary>The folders that libvips would look in, as far as they are here.</summary>
    public static IEnumerable<string> Folders() => _libraries
        .Select(static path => new DirectoryInfo(path))
        .Where(IsReal)
        .SelectMany(static folder => folder.EnumerateDirectories(Name).Concat(
            folder.EnumerateDirectories("*-linux-*").Where(IsReal).SelectMany(static machine => machine.EnumerateDirectories(Name))))
        .Where(IsReal)
        .Select(static folder => folder.FullName);

    // What a link leads to is met under its own name.
    private static bool IsReal(DirectoryInfo folder) => folder.Exists && folder.LinkTarget is null;
}
