using System.Security.Cryptography;
using MediaNode.Reconciling;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>The files that a manifest vouches for.</summary>
internal static class Parts
{
    public static ManifestPart Of(string name, ReadOnlySpan<byte> bytes) => new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Reads a file of a backup, and copies it where a copy is wanted.</summary>
    /// <exception cref="BackupRefusedException">There is no regular file of that name.</exception>
    public static async Task<ManifestPart> OfAsync(string directory, string name, CancellationToken stopping, string? copy = null)
    {
        using var folder = OpenFolder(directory, Path.GetDirectoryName(name)!);
        var (file, _) = Posix.OpenRegular(folder, Path.GetFileName(name)) ?? throw new BackupRefusedException($"{Path.Combine(directory, name)} is not there, or no regular file.");
        using (file)
        using (var to = copy is null ? null : File.OpenHandle(copy, FileMode.CreateNew, FileAccess.Write))
        using (var reading = new Reading(new Pace(0, TimeProvider.System), progress: null))
        {
            if (copy is not null)
            {
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            var (length, digest) = await reading.RunAsync(file, to, stopping);
            return new ManifestPart(name, length, Convert.ToHexStringLower(digest));
        }
    }

    /// <summary>Reads a file and holds it against what the manifest says.</summary>
    /// <exception cref="BackupRefusedException">It is not there, or not as it was written.</exception>
    public static async Task CheckAsync(string directory, ManifestPart part, CancellationToken stopping, string? copy = null)
    {
        if (await OfAsync(directory, part.Name, stopping, copy) != part)
        {
            throw new BackupRefusedException($"{Path.Combine(directory, part.Name)} is damaged: it has not the digest that the manifest has.");
        }
    }

    private static SafeFileHandle OpenFolder(string directory, string below)
    {
        var folder = Posix.OpenDirectory(directory);
        if (below.Length == 0)
        {
            return folder;
        }

        using (folder)
        {
            try
            {
                return Posix.OpenDirectory(folder, below);
            }
            catch (IOException fault)
            {
                throw new BackupRefusedException($"{Path.Combine(directory, below)} is not there, or no directory. Links are not followed.", fault);
            }
        }
    }
}
