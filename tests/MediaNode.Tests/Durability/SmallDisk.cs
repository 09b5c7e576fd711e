using System.Net;
using Shouldly;

namespace MediaNode.Tests.Durability;

/// <summary>A node on a disk so small that a test can fill it.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempDirectory _temp;
    private readonly string _place;
    private NodeProcess? _node;

    private SmallDisk(TempDirectory temp, PrivateMounts mounts, string place) => (_temp, Mounts, _place) = (temp, mounts, place);

    public PrivateMounts Mounts { get; }

    public NodeProcess Node => _node!;

    public HttpClient Client => Node.Client;

    /// <summary>Where the disk is mounted, for those inside.</summary>
    public string MountPoint => Path.Combine(_temp.Path, "disk");

    /// <summary>The data directory, for this process to look into.</summary>
    public string Data => Mounts.Reach(Path.Combine(_temp.Path, "data"));

    public int Partials => Directory.GetFileSystemEntries(Path.Combine(Data, "media/.partial")).Length;

    /// <param name="mount">Mounts the disk on DIR; IMAGE is the name of a file it may use.</param>
    /// <param name="place">What of the data directory is on the disk: all of it, or <c>media</c>.</param>
    /// <param name="settings">Of the node.</param>
    public static async Task<SmallDisk> StartAsync(string mount, string place = "", params string[] settings)
    {
        var temp = new TempDirectory();
        var directory = Path.Combine(temp.Path, "disk");
        var data = Path.Combine(temp.Path, "data");
        Directory.CreateDirectory(directory);
        Directory.CreateDirectory(Path.Combine(data, place));
        var script = Named(mount, temp);
        var disk = new SmallDisk(temp, await PrivateMounts.StartAsync($"{script}; mount --bind {directory} {Path.Combine(data, place)}"), place);
        try
        {
            disk._node = await NodeProcess.StartAsync(data, settings, disk.Mounts.Enter);
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the node once more, after it was killed.</summary>
    public async Task RestartAsync()
    {
        await Node.DisposeAsync();
        _node = null;
        _node = await NodeProcess.StartAsync(Path.Combine(_temp.Path, "data"), under: Mounts.Enter);
    }

    /// <summary>Takes the disk out, has something done to it, and mounts it again: of what was only in memory nothing is left. The node must be dead.</summary>
    /// <param name="script">With DIR and IMAGE as in the script that mounted it; it mounts it again.</param>
    public Task TakeOutAsync(string script)
    {
        var place = Path.Combine(_temp.Path, "data", _place);
        return Mounts.RunAsync($"set -e; umount {place}; umount {MountPoint}; {Named(script)}; mount --bind {MountPoint} {place}");
    }

    /// <summary>Another program takes all that is left, to the last byte.</summary>
    public async Task FillAsync()
    {
        var (_, said) = await Mounts.TryRunAsync($"cat /dev/zero >>{MountPoint}/filler; dd if=/dev/zero bs=1 count=8192 oflag=append conv=notrunc of={MountPoint}/filler");
        said.ShouldContain("No space left");
    }

    public Task ClearAsync() => Mounts.RunAsync($"rm -f {MountPoint}/filler {MountPoint}/many*");

    /// <summary>Uploads until the node says that it is full, and checks how it says so.</summary>
    public async Task<IReadOnlyList<string>> UploadUntilFullAsync(byte[] bytes)
    {
        var ids = new List<string>();
        while (true)
        {
            using var response = await Client.PostAsync(bytes);
            if (response.StatusCode != HttpStatusCode.Created)
            {
                await response.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014);
                return ids;
            }

            ids.Add((await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!);
        }
    }

    /// <returns>The state that <c>/v1/health</c> tells.</returns>
    public async Task<string> StateAsync()
    {
        using var response = await Client.GetAsync("/v1/health");
        return (await response.JsonAsync()).GetProperty("node").GetProperty("state").GetString()!;
    }

    private string Named(string script) => Named(script, _temp);

    private static string Named(string script, TempDirectory temp) => script
        .Replace("IMAGE", Path.Combine(temp.Path, "image"), StringComparison.Ordinal).Replace("DIR", Path.Combine(temp.Path, "disk"), StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        await Mounts.DisposeAsync();
        _temp.Dispose();
    }
}
