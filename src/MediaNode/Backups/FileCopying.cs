using MediaNode.Catalog;
using MediaNode.Reconciling;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>Copies the files that a snapshot names and that are not kept yet, and lists all of them.</summary>
/// <param name="snapshot">Changed where a file of it turns out to be gone or damaged.</param>
/// <param name="live">The catalogue of which it is the copy: what was deleted since is no loss.</param>
/// <param name="pool">Where files are kept.</param>
/// <param name="pace">How fast files are read.</param>
/// <param name="findings">Told of what could not be copied.</param>
internal sealed class FileCopying(Snapshot snapshot, LiveRows live, Pool pool, Pace pace, BackupFindings findings)
{
    /// <param name="volume">The directory of the media.</param>
    /// <param name="directory">The list is written where a backup is made in it; the latest one's is read.</param>
    /// <param name="progress">Told of the bytes that are read; null when nobody watches.</param>
    /// <param name="stopping">Breaks off; what was copied stays for the next run.</param>
    /// <returns>How much it was; all of it is durable.</returns>
    public async Task<CopyTally> RunAsync(string volume, BackupDirectory directory, IProgress<long>? progress, CancellationToken stopping)
    {
        using var source = new SourceFiles(volume);
        using var reading = new Reading(pace, progress);
        using var list = new FileList(Path.Combine(directory.Making, FileList.Name));
        using var kept = new KeptFiles(pool, directory);
        var tally = new CopyTally();
        foreach (var folder in Enum.GetValues<KeptFolder>())
        {
            foreach (var page in snapshot.Pages(folder))
            {
                var lost = new LostFiles(folder);
                foreach (var row in page)
                {
                    stopping.ThrowIfCancellationRequested();
                    var (file, digest, length) = await kept.FindAsync(folder, row, stopping);
                    if (digest is not null)
                    {
                        list.Add(file, digest);
                        tally.Add(length, copied: false);
                    }
                    else if (await TakeAsync(file, row, source, reading, lost, stopping) is { } taken)
                    {
                        list.Add(file, taken.Digest);
                        tally.Add(taken.Length, copied: true);
                    }
                }

                lost.Settle(snapshot, live, findings);
            }
        }

        await pool.FlushAsync();
        return tally;
    }

    /// <returns>What was copied; null when there is no sound file, which is one of the lost then.</returns>
    private async Task<(long Length, byte[] Digest)?> TakeAsync(
        KeptFile file, SnapshotFile row, SourceFiles source, Reading reading, LostFiles lost, CancellationToken stopping)
    {
        try
        {
            if (source.Open(file) is not var (from, stamp))
            {
                lost.Missing.Add(file.Id);
                return null;
            }

            using (from)
            {
                if (row.Length is { } length && stamp.Length != length)
                {
                    lost.Damaged[file.Id] = $"The file has {stamp.Length} bytes and had {length}.";
                    return null;
                }

                if (await CopyAsync(from, file, row.Digest, reading, stopping) is { } copied)
                {
                    return copied;
                }

                lost.Damaged[file.Id] = "The bytes have not the digest that they were stored with.";
            }
        }
        catch (UnreadableException fault)
        {
            lost.Damaged[file.Id] = $"The disk does not give it: {fault.Message}";
        }

        pool.Discard(file);
        return null;
    }

    /// <returns>What was copied; null when it has not the digest, and is not kept then.</returns>
    private async Task<(long Length, byte[] Digest)?> CopyAsync(SafeFileHandle from, KeptFile file, byte[]? right, Reading reading, CancellationToken stopping)
    {
        long length;
        byte[] digest;
        using (var to = pool.Create(file))
        {
            (length, digest) = await reading.RunAsync(from, to, stopping);
        }

        if (right is not null && !digest.AsSpan().SequenceEqual(right))
        {
            return null;
        }

        await pool.KeepAsync(file, length);
        return (length, digest);
    }
}

/// <summary>How much is in a backup, and how much of it was copied for it.</summary>
internal sealed class CopyTally
{
    public long Files { get; private set; }

    public long Bytes { get; private set; }

    public long Copied { get; private set; }

    public long CopiedBytes { get; private set; }

    public void Add(long length, bool copied)
    {
        (Files, Bytes) = (Files + 1, Bytes + length);
        (Copied, CopiedBytes) = copied ? (Copied + 1, CopiedBytes + length) : (Copied, CopiedBytes);
    }
}
