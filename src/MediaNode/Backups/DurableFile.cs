using MediaNode.Volumes;

namespace MediaNode.Backups;

/// <summary>Small files of a backup: written so that they stay, and read without following links.</summary>
internal static class DurableFile
{
    /// <summary>Writes a new file, for its owner alone.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var directory = Posix.OpenDirectory(Path.GetDirectoryName(path)!);
        using var file = Posix.CreateNew(directory, Path.GetFileName(path), secret: true);
        RandomAccess.Write(file, bytes, 0);
        Posix.Sync(file);
    }

    /// <returns>The bytes; null when there is no regular file of that name, or a longer one.</returns>
    public static byte[]? Read(string path, int most)
    {
        using var directory = Posix.OpenDirectory(Path.GetDirectoryName(path)!);
        if (Posix.OpenRegular(directory, Path.GetFileName(path)) is not var (file, stamp))
        {
            return null;
        }

        using (file)
        {
            if (stamp.Length > most)
            {
                return null;
            }

            var bytes = new byte[stamp.Length];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is var more and > 0)
            {
                read += more;
            }

            return bytes[..read];
        }
    }
}
