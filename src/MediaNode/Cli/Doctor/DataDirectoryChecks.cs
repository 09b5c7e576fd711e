using System.Globalization;

namespace MediaNode.Cli.Doctor;

/// <summary>Whether a directory can keep media: tried out with probe files that never stay.</summary>
internal static class DataDirectoryChecks
{
    private const long LittleRoom = 1L << 30; // Ten media of the largest size.
    private const long NoRoom = 128L << 20; // Not even one, beside the catalogue.
    private const long FewInodes = 10_000; // One per media.

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    /// <summary>Examines the place at a full path; the directory need not exist, and is not made.</summary>
    public static async Task<IReadOnlyList<Finding>> AllAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        const string Name = "data directory";
        // The node will make a directory that is missing; we try the place where it would, and leave no directory behind.
        var ground = new DirectoryInfo(path);
        while (!ground.Exists && ground.Parent is { } parent)
        {
            if (File.Exists(ground.FullName))
            {
                return [Finding.Failed(Name, $"{ground.FullName} is not a directory", "Choose another with --data.")];
            }

            ground = parent;
        }

        var probe = Path.Combine(ground.FullName, $".medianode-doctor-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(probe);
            var found = ground.FullName == path ? "exists and is writable" : "does not exist yet and can be created";
            List<Finding> findings = [Finding.Ok(Name, $"{path} {found}")];
            findings.AddRange(await OnGroundAsync(probe, clock, cancellationToken));
            return findings;
        }
        catch (Exception closed) when (closed is UnauthorizedAccessException or IOException)
        {
            return [Finding.Failed(Name, $"{path}: {closed.Message}", "Choose another with --data, or make it writable for this user.")];
        }
        finally
        {
            if (Directory.Exists(probe))
            {
                Directory.Delete(probe, recursive: true);
            }
        }
    }

    public static Finding FileSystem(Mount? mount)
    {
        const string Name = "file system";
        if (mount is null)
        {
            return Finding.Warning(Name, "the type cannot be told on this system");
        }

        var where = $"{mount.FileSystem} at {mount.Point}";
        return mount switch
        {
            { IsInMemory: true } => Finding.Warning(
                Name, $"{where}: kept in memory, will not survive a restart", "Choose a directory on a disk with --data."),
            { IsOverNetwork: true } => Finding.Warning(
                Name, $"{where}: over a network, where SQLite's locks cannot be relied on", "Choose a local disk with --data."),
            { IsContainerLayer: true } => Finding.Warning(
                Name, $"{where}: goes when the container is removed", "Mount a volume and choose it with --data."),
            _ => Finding.Ok(Name, where),
        };
    }

    public static Finding FreeBytes(long free) => free switch
    {
        < NoRoom => Finding.Failed("free space", HumanSize.Of(free), "Make room."),
        < LittleRoom => Finding.Warning("free space", HumanSize.Of(free), "Make room soon."),
        _ => Finding.Ok("free space", HumanSize.Of(free)),
    };

    /// <summary>Judges what <c>stat -f</c> said: all inodes and the free ones.</summary>
    public static Finding FreeInodes(Probe probe)
    {
        const string Name = "free inodes";
        if (probe is not Probe.Done { ExitCode: 0 } done
            || done.Output.Split(' ', StringSplitOptions.TrimEntries) is not [var allText, var freeText]
            || !long.TryParse(allText, CultureInfo.InvariantCulture, out var all)
            || !long.TryParse(freeText, CultureInfo.InvariantCulture, out var free))
        {
            return Finding.Ok(Name, "not told by this system");
        }

        const string Advice = "Every media needs one: remove files, or make a file system with more inodes.";
        return (all, free) switch
        {
            // Some file systems make them as needed, and say 0 of 0.
            (0, _) => Finding.Ok(Name, "as many as there is room for"),
            (_, 0) => Finding.Failed(Name, "none", Advice),
            (_, < FewInodes) => Finding.Warning(Name, $"{free}", Advice),
            _ => Finding.Ok(Name, $"{free}"),
        };
    }

    private static async Task<IEnumerable<Finding>> OnGroundAsync(string probe, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path.Combine(probe, "sync"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        });
        var inodes = await Probe.RunAsync("stat", ["-f", "-c", "%c %d", "--", probe], _deadline, clock, cancellationToken);
        return
        [
            FileSystem(Mount.Of(file)),
            FreeBytes(new DriveInfo(probe).AvailableFreeSpace),
            FreeInodes(inodes),
            SyncCheck.Measure(file, clock, cancellationToken),
        ];
    }
}
