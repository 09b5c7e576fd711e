namespace MediaNode.Sandboxing.Tools;

/// <summary>A program that runs in the box.</summary>
/// <param name="Name">As it is called, and as metrics call it.</param>
/// <param name="Package">The Debian package to install when it is missing.</param>
/// <param name="Path">Where it is; by default it is looked up each time, so that one installed later is found.</param>
internal sealed record Tool(string Name, string Package, string? Path = null)
{
    public static readonly Tool Ffmpeg = new("ffmpeg", "ffmpeg");
    public static readonly Tool Ffprobe = new("ffprobe", "ffmpeg");
    public static readonly Tool Vips = new("vips", "libvips-tools");
    public static readonly Tool VipsThumbnail = new("vipsthumbnail", "libvips-tools");
    public static readonly Tool PdfToPpm = new("pdftoppm", "poppler-utils");

    /// <summary>What holds the others.</summary>
    public static readonly Tool Bubblewrap = new("bwrap", "bubblewrap");

    public static readonly Tool Limiter = new("prlimit", "util-linux");
    public static readonly Tool Privileges = new("setpriv", "util-linux");
    public static readonly Tool Timeout = new("timeout", "coreutils");
    public static readonly Tool Nice = new("nice", "coreutils");

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <returns>The full path, or <see langword="null"/> when it is not installed.</returns>
    public string? Find() => Candidates().FirstOrDefault(static path => File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0);

    private IEnumerable<string> Candidates() => Path is not null
        ? [Path]
        : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(System.IO.Path.IsPathRooted)
            .Select(folder => System.IO.Path.Combine(folder, Name));
}
