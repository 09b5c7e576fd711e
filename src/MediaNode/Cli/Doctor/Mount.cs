using System.Globalization;

namespace MediaNode.Cli.Doctor;

/// <summary>What is mounted where, as the kernel tells it in <c>/proc/self/mountinfo</c>.</summary>
internal sealed record Mount(int Id, string Point, string FileSystem)
{
    private static readonly string[] _inMemory = ["tmpfs", "ramfs"];
    private static readonly string[] _overNetwork = ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs", "fuse.sshfs"];

    public bool IsInMemory => _inMemory.Contains(FileSystem);

    public bool IsOverNetwork => _overNetwork.Contains(FileSystem);

    /// <summary>A container's own layer, which goes when the container is removed.</summary>
    public bool IsContainerLayer => FileSystem == "overlay";

    /// <returns>The mount that holds an open file, or <see langword="null"/> where the kernel does not say.</returns>
    public static Mount? Of(FileStream file)
    {
        // By the mount's number, not by comparing paths: links and bind mounts make paths lie.
        var descriptor = file.SafeFileHandle.DangerousGetHandle();
        var info = $"/proc/self/fdinfo/{descriptor}";
        if (!File.Exists(info) || !File.Exists("/proc/self/mountinfo"))
        {
            return null;
        }

        var line = File.ReadLines(info).FirstOrDefault(line => line.StartsWith("mnt_id:", StringComparison.Ordinal));
        return line is not null && int.TryParse(line["mnt_id:".Length..], CultureInfo.InvariantCulture, out var id)
            ? Parse(File.ReadLines("/proc/self/mountinfo")).FirstOrDefault(mount => mount.Id == id)
            : null;
    }

    /// <summary>Lines such as <c>36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw</c>; others are passed over.</summary>
    public static IEnumerable<Mount> Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // The number of optional fields varies: a lone dash ends them.
            var halves = line.Split(" - ", 2);
            var left = halves[0].Split(' ');
            if (halves.Length == 2 && left.Length > 4 && int.TryParse(left[0], CultureInfo.InvariantCulture, out var id))
            {
                yield return new Mount(id, left[4].Replace("\\040", " ", StringComparison.Ordinal), halves[1].Split(' ')[0]);
            }
        }
    }
}
