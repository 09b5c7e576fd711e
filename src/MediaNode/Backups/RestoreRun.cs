using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>Makes a data directory of a backup: all of it, or none. Until the end it lies in a directory of its own, and no node starts beside that.</summary>
/// <param name="backup">Opened.</param>
/// <param name="target">Taken by whoever calls; empty, or left by a restore that was not finished.</param>
/// <param name="restoring">The directory in it that is there as long as it is not finished.</param>
/// <param name="options">How.</param>
/// <param name="clock">When messages failed that are not sent.</param>
internal sealed class RestoreRun(StoredBackup backup, BackupSource target, string restoring, RestoreOptions options, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly BackupFindings _findings = new();

    private string Catalogue => Path.Combine(restoring, StoredBackup.CatalogueName);

    private string Media => Path.Combine(restoring, "media");

    private string Keys => Path.Combine(restoring, StoredBackup.KeysName);

    /// <returns>What else than a restore that was not finished is in a directory; null for nothing.</returns>
    /// <param name="target">Which directory.</param>
    /// <param name="restoring">As in the constructor.</param>
    /// <param name="lockName">The file by which a node has the directory.</param>
    public static string? WhatElse(BackupSource target, string restoring, string lockName)
    {
        if (!Directory.Exists(target.Directory))
        {
            return File.Exists(target.Directory) ? "it is a file" : null;
        }

        string[] ours = Directory.Exists(restoring)
            ? [lockName, Path.GetFileName(restoring), .. new[] { target.Catalogue, target.Media, target.Keys }.Select(path => Path.GetFileName(path))]
            : [lockName];
        return Directory.EnumerateFileSystemEntries(target.Directory)
            .Where(entry => !BackupDirectory.IsOfTheFileSystem(entry))
            .Select(entry => Path.GetFileName(entry)).FirstOrDefault(name => !ours.Contains(name)) is { } other ? $"it has '{other}'" : null;
    }

    /// <exception cref="BackupRefusedException">It cannot be restored; nothing of it is left.</exception>
    public async Task<RestoreReport> RunAsync(IProgress<long>? progress, CancellationToken stopping)
    {
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            Clear();
            RefuseWithoutKeys();
            RefuseWithoutRoom();
            Posix.MakeDirectory(restoring, OwnerOnly);
            await Parts.CheckAsync(backup.Path, backup.Manifest.Catalogue, stopping, Catalogue);
            await Parts.CheckAsync(backup.Path, backup.Manifest.List, stopping);
            var (files, bytes) = await CopyFilesAsync(progress, stopping);
            await CopyKeysAsync(stopping);
            var (media, messages, failed, webhooks) = Change();
            TakePlace();
            return new RestoreReport(
                target.Directory, backup.Name, backup.Manifest.AsOf, media, files, bytes, messages, failed, webhooks, _findings.Missing, _findings.Damaged, _findings.First,
                TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
        }
        catch (Exception fault)
        {
            Clear();
            throw fault switch
            {
                IOException full when full.MeansFull() => new BackupRefusedException($"{target.Directory} has no room left. Nothing was restored.", full),
                SqliteException broken => new BackupRefusedException($"The catalogue of {backup.Path} cannot be used: {broken.Message} Nothing was restored.", broken),
                BackupRefusedException or OperationCanceledException => fault,
                _ => new BackupRefusedException($"Nothing was restored: {fault.Message}", fault),
            };
        }
    }

    /// <summary>What a restore that was not finished has left goes: the sign that it was not goes last.</summary>
    private void Clear()
    {
        if (!Directory.Exists(restoring))
        {
            return;
        }

        foreach (var directory in (string[])[target.Media, target.Keys])
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        File.Delete(target.Catalogue);
        using (var root = Posix.OpenDirectory(target.Directory))
        {
            Posix.Sync(root);
        }

        Directory.Delete(restoring, recursive: true);
    }

    private void RefuseWithoutRoom()
    {
        var needed = backup.Manifest.Bytes + (backup.Manifest.Files * 2048) + backup.Manifest.Catalogue.Length + (1 << 20);
        var room = Posix.RoomOf(target.Directory);
        if (room.Free < needed || (room.Inodes > 0 && room.FreeInodes < backup.Manifest.Files + 16))
        {
            throw new BackupRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Directory} has too little room: {needed} bytes and {backup.Manifest.Files} inodes are needed, {room.Free} and {room.FreeInodes} are free. Nothing was restored."));
        }
    }

    private async Task<(long Files, long Bytes)> CopyFilesAsync(IProgress<long>? progress, CancellationToken stopping)
    {
        // As the volume makes them.
        const UnixFileMode mode = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        using var places = new RestoredFiles(Media, mode);
        using var rows = Snapshot.Open(Catalogue);
        if (rows.Schema != backup.Manifest.Schema)
        {
            throw new BackupRefusedException($"{backup.Path}: the catalogue has schema {rows.Schema}, and the manifest {backup.Manifest.Schema}.");
        }

        var bad = new List<(KeptFile File, BackupFinding Finding)>();
        var result = await backup.ReadFilesAsync(
            places.Create,
            (file, finding) =>
            {
                _findings.Add(finding);
                places.Discard(file);
                if (options.Salvage)
                {
                    bad.Add((file, finding));
                    Note(rows, bad, atLeast: 500);
                }
            },
            progress,
            stopping);
        Note(rows, bad, atLeast: 1);
        return _findings.IsSound || options.Salvage ? result : throw new BackupRefusedException(
            $"{_findings.Missing} files of {backup.Path} are missing and {_findings.Damaged} are damaged: {string.Join(", ", _findings.First.Take(10).Select(one => $"{one.File} ({one.Finding})"))}"
            + $"{(_findings.First.Count > 10 ? ", and more: backup verify lists them" : "")}. Nothing was restored; with --salvage the rest is.");
    }

    private static void Note(Snapshot rows, List<(KeptFile File, BackupFinding Finding)> bad, int atLeast)
    {
        if (bad.Count < atLeast)
        {
            return;
        }

        var media = bad.Where(one => one.File.Folder is KeptFolder.Incoming or KeptFolder.Outgoing).ToLookup(one => one.Finding.Finding, one => one.File.Id);
        rows.Note([.. media[BackupFinding.Missing]], MediaState.Missing);
        // The bytes are not restored: they may come back from elsewhere, and then they are looked at.
        rows.Note([.. media[BackupFinding.Damaged]], MediaState.Missing);
        rows.TakeBack([.. bad.Where(one => one.File.Folder == KeptFolder.Renditions).Select(one => one.File.Id)]);
        rows.DropThumbnails([.. bad.Where(one => one.File.Folder == KeptFolder.Thumbnails).Select(one => one.File.Id)]);
        bad.Clear();
    }

    /// <summary>Before anything is copied: a wrong directory of keys must not cost an hour, nor be found out in a month.</summary>
    private void RefuseWithoutKeys()
    {
        if (options.Keys is { } given)
        {
            if (Directory.Exists(given) && !KeysIn(given).Any() && Directory.EnumerateFileSystemEntries(given).Any(entry => !BackupDirectory.IsOfTheFileSystem(entry)))
            {
                throw new BackupRefusedException($"{given} has no key: those of a data directory are in its 'keys'. (An empty directory, for none.) Nothing was restored.");
            }

            foreach (var path in KeysIn(given))
            {
                _ = ReadKey(path);
            }
        }
        else if (backup.Manifest.Keys is null)
        {
            throw new BackupRefusedException(
                $"{backup.Path} was made without keys. Name the directory that has them with --keys; an empty one, and nothing that was wrapped by them can be opened.");
        }
    }

    private async Task CopyKeysAsync(CancellationToken stopping)
    {
        Posix.MakeDirectory(Keys, OwnerOnly);
        foreach (var path in options.Keys is { } given ? KeysIn(given) : [])
        {
            DurableFile.Write(Path.Combine(Keys, Path.GetFileName(path)), ReadKey(path));
        }

        foreach (var key in options.Keys is null ? backup.Manifest.Keys! : [])
        {
            await Parts.CheckAsync(backup.Path, key, stopping, Path.Combine(restoring, key.Name));
        }
    }

    private static IEnumerable<string> KeysIn(string directory) =>
        Directory.EnumerateFiles(directory, "*.xml").Where(path => StoredBackup.IsKeyName($"{StoredBackup.KeysName}/{Path.GetFileName(path)}"));

    private static byte[] ReadKey(string path) => DurableFile.Read(path, StoredBackup.MostKeyBytes)
        ?? throw new BackupRefusedException($"{path} is no regular file of a key's size. Links are not followed. Nothing was restored.");

    private (long Media, long Messages, long Failed, long Webhooks) Change()
    {
        using var rows = Snapshot.Open(Catalogue);
        rows.ForgetVolume();
        var failed = 0L;
        if (options.FailWaiting || options.Rehearsal)
        {
            var details = $"The node was restored from a backup of {backup.Manifest.AsOf.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, in which this message waited. It may have been sent since.";
            failed = rows.FailWaiting(new MessageError(Problem.InternalError.Code, Problem.InternalError.Title, details), tell: !options.Rehearsal, clock);
        }

        if (options.Rehearsal)
        {
            rows.Silence();
        }

        var (messages, webhooks) = rows.Waiting();
        return (rows.Media, messages, failed, webhooks);
    }

    /// <summary>All is durable, then each part takes its place, the catalogue last, then the sign goes that it was not finished.</summary>
    private void TakePlace()
    {
        using var root = Posix.OpenDirectory(target.Directory);
        Posix.SyncFileSystem(root);
        Directory.Move(Media, target.Media);
        Directory.Move(Keys, target.Keys);
        File.Move(Catalogue, target.Catalogue);
        Posix.Sync(root);
        Directory.Delete(restoring, recursive: true);
        Posix.Sync(root);
    }

    /// <summary>The folders of a volume that is restored.</summary>
    private sealed class RestoredFiles : IDisposable
    {
        private readonly Dictionary<KeptFolder, SafeFileHandle> _folders = [];

        public RestoredFiles(string volume, UnixFileMode mode)
        {
            foreach (var folder in Enum.GetValues<KeptFolder>())
            {
                // Thumbnails lie among the renditions.
                var path = Path.Combine(volume, KeptFile.FolderName(folder == KeptFolder.Thumbnails ? KeptFolder.Renditions : folder));
                Posix.MakeDirectory(path, mode);
                _folders[folder] = Posix.OpenDirectory(path);
            }
        }

        public SafeFileHandle Create(KeptFile file) => Posix.CreateNew(_folders[file.Folder], file.IdName);

        public void Discard(KeptFile file) => Posix.Unlink(_folders[file.Folder], file.IdName);

        public void Dispose()
        {
            foreach (var folder in _folders.Values)
            {
                folder.Dispose();
            }
        }
    }
}
