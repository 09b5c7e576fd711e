using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MediaNode.Catalog;
using MediaNode.Reconciling;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>A complete backup, as whoever checks or restores it reads it: nothing is believed that has not its digest, and no link is followed.</summary>
internal sealed partial class StoredBackup : IDisposable
{
    private readonly Pool _pool;

    private StoredBackup(BackupDirectory directory, string name, Pool pool)
    {
        _pool = pool;
        Name = name;
        Path = directory.PathOf(name);
        Manifest = Manifest.Read(Path);
        if (Manifest.Schema > CatalogFile.NewestSchema)
        {
            throw new BackupRefusedException(
                $"{Path} was made by a newer MediaNode ({Manifest.Node}, schema {Manifest.Schema}; this one knows {CatalogFile.NewestSchema}). Restore it with that version.");
        }

        if (Manifest.Catalogue.Name != CatalogueName || Manifest.List.Name != FileList.Name
            || Manifest.Keys?.All(key => key is not null && IsKeyName(key.Name)) == false)
        {
            throw new BackupRefusedException($"{Path}: the manifest names a file that no backup has. Nothing outside of it is read or written.");
        }
    }

    public const string CatalogueName = "catalogue.db";

    public const string KeysName = "keys";

    public const int MostKeyBytes = 1 << 20;

    public string Name { get; }

    public string Path { get; }

    public Manifest Manifest { get; }

    /// <param name="path">Of the backups.</param>
    /// <param name="name">Which of them; null for the latest.</param>
    /// <exception cref="BackupRefusedException">There is none such, or it cannot be trusted.</exception>
    public static StoredBackup Open(string path, string? name)
    {
        using var directory = BackupDirectory.Open(path);
        directory.Find(name);
        var pool = Pool.Open(directory.Path);
        try
        {
            // Once more: before we had the pool, a backup may have taken its place.
            return new StoredBackup(directory, directory.Find(name), pool);
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <param name="name">Below the backup's directory.</param>
    public static bool IsKeyName(string name) => KeyName().IsMatch(name);

    /// <summary>Reads the catalogue, the list and the keys, and holds them against the manifest.</summary>
    /// <exception cref="BackupRefusedException">One is not there, or not as it was written.</exception>
    public async Task CheckPartsAsync(CancellationToken stopping)
    {
        await Parts.CheckAsync(Path, Manifest.Catalogue, stopping);
        await Parts.CheckAsync(Path, Manifest.List, stopping);
        foreach (var key in Manifest.Keys ?? [])
        {
            await Parts.CheckAsync(Path, key, stopping);
        }
    }

    /// <summary>Reads every file of the list, several at a time, and holds it against its digest.</summary>
    /// <param name="copyTo">Opens the copy of a file, where one is wanted.</param>
    /// <param name="bad">Told of each that is not there or not right, one at a time.</param>
    /// <param name="progress">Told of bytes as they are read.</param>
    /// <param name="stopping">Stops between two pieces.</param>
    /// <returns>Files and bytes that are right.</returns>
    /// <exception cref="BackupRefusedException">The list is not one.</exception>
    public async Task<(long Files, long Bytes)> ReadFilesAsync(
        Func<KeptFile, SafeFileHandle>? copyTo, Action<KeptFile, BackupFinding> bad, IProgress<long>? progress, CancellationToken stopping)
    {
        var (files, bytes, listed) = (0L, 0L, 0L);
        var telling = new Lock();
        // Each with a buffer of its own. No node needs the processors of a machine on which a backup is restored.
        var readers = Math.Min(4, Environment.ProcessorCount);
        var free = new ConcurrentBag<Reading>(Enumerable.Range(0, readers).Select(_ => new Reading(new Pace(0, TimeProvider.System), progress)));
        try
        {
            await Parallel.ForEachAsync(
                FileList.Read(System.IO.Path.Combine(Path, FileList.Name)),
                new ParallelOptions { MaxDegreeOfParallelism = readers, CancellationToken = stopping },
                async (line, ended) =>
                {
                    free.TryTake(out var reading);
                    try
                    {
                        Count(await LengthAsync(reading!, line.File, line.Digest, ended));
                    }
                    finally
                    {
                        free.Add(reading!);
                    }
                });
        }
        finally
        {
            foreach (var reading in free)
            {
                reading.Dispose();
            }
        }

        return listed == Manifest.Files ? (files, bytes)
            : throw new BackupRefusedException($"{Path}: the list has {listed} files, and the manifest {Manifest.Files}.");

        void Count(long? length)
        {
            lock (telling)
            {
                listed++;
                (files, bytes) = length is { } right ? (files + 1, bytes + right) : (files, bytes);
            }
        }

        void Tell(KeptFile file, BackupFinding finding)
        {
            lock (telling)
            {
                bad(file, finding);
            }
        }

        async Task<long?> LengthAsync(Reading reading, KeptFile file, byte[] digest, CancellationToken ended)
        {
            try
            {
                if (Open(file) is not var (from, _))
                {
                    Tell(file, new BackupFinding(BackupFinding.Missing, file.Path, "There is no such file in the backup."));
                    return null;
                }

                using (from)
                using (var to = copyTo?.Invoke(file))
                {
                    var (length, found) = await reading.RunAsync(from, to, ended);
                    if (found.AsSpan().SequenceEqual(digest))
                    {
                        return length;
                    }
                }

                Tell(file, new BackupFinding(BackupFinding.Damaged, file.Path, "The bytes have not the digest that they were kept with."));
            }
            catch (UnreadableException fault)
            {
                Tell(file, new BackupFinding(BackupFinding.Damaged, file.Path, $"The disk does not give it: {fault.Message}"));
            }

            return null;
        }
    }

    private (SafeFileHandle File, BlobStamp Stamp)? Open(KeptFile file)
    {
        try
        {
            return _pool.Open(file);
        }
        catch (IOException fault)
        {
            throw new UnreadableException(fault.Message, fault);
        }
    }

    public void Dispose() => _pool.Dispose();

    [GeneratedRegex(@"^keys/[A-Za-z0-9][A-Za-z0-9._-]*\.xml$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyName();
}
