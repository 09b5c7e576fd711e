using System.Globalization;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Sandboxing;

/// <summary>Command lines that hold a tool.</summary>
internal static class BoxCommand
{
    /// <summary>All that a tool finds in its environment.</summary>
    public static readonly IReadOnlyList<string> Environment =
    [
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "LC_ALL=C",
        "HOME=/nonexistent",
        // Loaders that libvips itself calls untrusted: SVG, PDF, everything by ImageMagick.
        "VIPS_BLOCK_UNTRUSTED=1",
        "VIPS_CONCURRENCY=1", // A JPEG is decoded and coded row by row: a second thread makes that slower, and takes memory.
        "MALLOC_ARENA_MAX=2",
    ];

    // Nothing here is the node's: no home, no data directory, of /etc only what the loader of libraries and the fonts need.
    private static readonly string[] _systemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"];
    private static readonly string[] _systemFiles = ["/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"];

    /// <summary>In a box: nothing but the system's programs to read, <c>out</c> to write, nobody to talk to.</summary>
    /// <param name="bubblewrap">The full path of bwrap.</param>
    /// <param name="program">The full path of the tool.</param>
    /// <param name="run">The run.</param>
    /// <param name="nested">Whether the tool may make user namespaces: only where an old bubblewrap cannot forbid it.</param>
    public static IReadOnlyList<string> Isolated(string bubblewrap, string program, SandboxRun run, bool nested)
    {
        List<string> command =
        [
            bubblewrap, "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL",
            "--die-with-parent", "--new-session",
            // The process that counts the time is the first one: bubblewrap's own would end before the others are gone, and hide their processor time.
            "--as-pid-1", "--ro-bind", "/usr", "/usr",
        ];
        if (!nested)
        {
            command.Add("--disable-userns");
        }

        foreach (var folder in _systemFolders.Select(path => new DirectoryInfo(path)).Where(folder => folder.Exists))
        {
            command.AddRange(folder.LinkTarget is { } target ? ["--symlink", target, folder.FullName] : ["--ro-bind", folder.FullName, folder.FullName]);
        }

        command.AddRange(_systemFiles.SelectMany(file => (string[])["--ro-bind-try", file, file]));
        if (!program.StartsWith("/usr/", StringComparison.Ordinal) && !_systemFolders.Any(folder => program.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            command.AddRange(["--ro-bind", program, program]);
        }

        command.AddRange(VipsModules.Folders().SelectMany(folder => Masked(folder, run.Modules)));
        command.AddRange(["--dev", "/dev", "--remount-ro", "/dev", "--bind", run.Scratch.Output, "/out", "--bind", run.Scratch.Temporary, "/tmp"]);
        for (var at = 0; at < run.Inputs.Count; at++)
        {
            command.AddRange(["--ro-bind", run.Inputs[at], string.Create(CultureInfo.InvariantCulture, $"/in/{at}")]);
        }

        if (run.OutputBesideInputs)
        {
            command.AddRange(["--symlink", "../out", "/in/out"]);
        }

        // The root itself is a file system in memory, which no limit counts: nothing may be written there.
        command.AddRange(["--remount-ro", "/", "--chdir", "/", "--"]);
        command.AddRange([.. Timed(run), .. Held(program, run)]);
        return command;
    }

    /// <summary>With limits only. Each process dies with the one before it, the first with the node, and none gains no rights from a file's mode.</summary>
    public static IReadOnlyList<string> LimitsOnly(string program, SandboxRun run) =>
        [.. Dying, .. Timed(run), .. Dying, .. Held(program, run)];

    /// <summary>The programs that <see cref="LimitsOnly"/> cannot do without.</summary>
    public static IReadOnlyList<Tool> Holders { get; } = [Tool.Privileges, Tool.Timeout, Tool.Limiter, Tool.Nice];

    private static IEnumerable<string> Dying => [Found(Tool.Privileges), "--no-new-privs", "--pdeathsig", "KILL", "--"];

    // Empty but for so many files. It is a file system in memory, which no limit counts: nothing may be written there.
    private static IEnumerable<string> Masked(string folder, IReadOnlyList<string> files) =>
    [
        "--tmpfs", folder,
        .. files.Select(file => Path.Combine(folder, file)).SelectMany(static file => (string[])["--ro-bind-try", file, file]),
        "--remount-ro", folder,
    ];

    // The node keeps the deadline. This is for a node that is killed at the moment it starts a tool, before the tool is bound to its life.
    private static IEnumerable<string> Timed(SandboxRun run) =>
    [
        Found(Tool.Timeout), "-s", "KILL", string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(run.Limits.Deadline.TotalSeconds) + 5}"),
    ];

    // Within the box, where the kernel counts its processes apart from all others of the same user.
    private static IEnumerable<string> Held(string program, SandboxRun run)
    {
        var limits = run.Limits;
        // Writable private memory is what is used up. Address space is reserved freely and is bounded only against memory shared with oneself.
        var addresses = (2 * limits.Memory) + (4L << 30);
        var cpu = (long)Math.Max(1, Math.Ceiling(limits.Cpu.TotalSeconds));
        return
        [
            Found(Tool.Limiter), Option("data", limits.Memory), Option("as", addresses), Option("fsize", limits.Output), Option("nproc", limits.Processes),
            Option("nofile", limits.OpenFiles), Option("core", 0), string.Create(CultureInfo.InvariantCulture, $"--cpu={cpu}:{cpu + 2}"),
            Found(Tool.Nice), "-n", "19", program, .. run.Arguments,
        ];
    }

    private static string Option(string limit, long value) => string.Create(CultureInfo.InvariantCulture, $"--{limit}={value}");

    // Where the system lacks it the start fails, and says what is missing.
    private static string Found(Tool tool) => tool.Find() ?? throw new FileNotFoundException($"{tool.Name} is not installed (package {tool.Package}).");
}
