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

    /// <summary>The folders that libvips would look in, as far as they are here. Looked for each time: it may be installed later.</summary>
    public static IEnumerable<string> Folders() => _libraries
        .Where(IsReal)
        .SelectMany(static folder => Named(folder, Name).Concat(Named(folder, "*-linux-*").SelectMany(static machine => Named(machine, Name))));

    // By name before anything else: thousands of libraries lie there, most of them links.
    private static IEnumerable<string> Named(string folder, string pattern) => Directory.EnumerateFileSystemEntries(folder, pattern).Where(IsReal);

    // What a link leads to is met under its own name.
    private static bool IsReal(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };
}
