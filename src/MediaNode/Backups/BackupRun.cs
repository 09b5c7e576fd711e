using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Reconciling;
using MediaNode.Volumes;

namespace MediaNode.Backups;

/// <summary>Makes a backup of a data directory, be a node running on it or not.</summary>
/// <remarks>
/// The catalogue is copied at one moment, then the files that the copy names. What is deleted meanwhile is being deleted in the copy too, so that
/// the node that starts on it one day finishes that. Until its directory takes its name there is no backup, and an earlier one is as it was.
/// </remarks>
internal sealed class BackupRun : IDisposable
{
    // Of what nobody wrote down how long it is: thumbnails, a few KB each.
    private const int UnknownLength = 8 << 10;

    private readonly BackupSource _source;
    private readonly BackupDirectory _directory;
    private readonly BackupOptions _options;
    private readonly TimeProvider _clock;
    private readonly Pool _pool;
    private readonly Snapshot _snapshot;
    private readonly LiveRows _live;
    private readonly DateTimeOffset _asOf;

    private BackupRun(BackupSource source, BackupDirectory directory, BackupOptions options, TimeProvider clock)
    {
        (_source, _directory, _options, _clock) = (source, directory, options, clock);
        var catalogue = new CatalogFile(source.Catalogue);
        _live = new LiveRows(catalogue);
        _pool = Pool.Make(directory.Path);
        directory.Begin();
        RefuseWithoutRoom(Size(source.Catalogue) + Size(source.Catalogue + "-wal"), files: 0);
        _asOf = clock.GetUtcNow();
        _snapshot = Snapshot.Take(catalogue, InMaking(StoredBackup.CatalogueName));
        if (_snapshot.Schema is < Snapshot.OldestSchema || _snapshot.Schema > CatalogFile.NewestSchema)
        {
            throw new BackupRefusedException(
                $"{source.Catalogue} has schema {_snapshot.Schema}; this MediaNode backs up {Snapshot.OldestSchema} to {CatalogFile.NewestSchema}. "
                + "Use the version that the node runs, or start this one on it once.");
        }

        // All media would be missing in the backup, and it would take the place of one that has them.
        var volume = new VolumeIdentity(source.Media);
        if (RightVolume.WhyNot(volume, volume.Read(), _snapshot.Volume, () => _snapshot.AnyStored) is { } whyNot)
        {
            throw new BackupRefusedException($"{whyNot} {Faults.Earlier(_directory)}");
        }

        (Files, Bytes) = Plan();
        RefuseWithoutRoom(Bytes, Files);
    }

    /// <summary>Files that are not kept yet.</summary>
    public long Files { get; }

    /// <summary>Bytes of these.</summary>
    public long Bytes { get; }

    public BackupFindings Findings { get; } = new();

    /// <summary>Takes the copy of the catalogue, and looks at how much is to be copied.</summary>
    /// <exception cref="BackupRefusedException">Why no backup can be made.</exception>
    public static BackupRun Begin(BackupSource source, string destination, BackupOptions options, TimeProvider clock)
    {
        if (!File.Exists(source.Catalogue))
        {
            throw new BackupRefusedException($"{source.Directory} is no data directory: it has no {Path.GetFileName(source.Catalogue)}.");
        }

        var directory = BackupDirectory.Take(destination, source);
        try
        {
            return Faults.Told(directory, () => new BackupRun(source, directory, options, clock));
        }
        catch
        {
            directory.ClearUnfinished();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Copies what is not kept yet, and completes the backup.</summary>
    /// <param name="progress">Told of the bytes that are read; null when nobody watches.</param>
    /// <param name="stopping">Breaks off; what was copied stays for the next run.</param>
    public Task<BackupReport> RunAsync(IProgress<long>? progress, CancellationToken stopping) => Faults.ToldAsync(_directory, async () =>
    {
        var begun = TimeProvider.System.GetTimestamp();
        var copying = new FileCopying(_snapshot, _live, _pool, new Pace(_options.BytesPerSecond, TimeProvider.System), Findings);
        var tally = await copying.RunAsync(_source.Media, _directory, progress, stopping);
        RememberWhyGone();
        var media = _snapshot.Media;
        var schema = _snapshot.Schema;
        var waiting = _snapshot.Waiting();
        _snapshot.Dispose();
        var keys = _options.WithoutKeys ? null : CopyKeys();
        new Manifest
        {
            Format = Manifest.PresentFormat,
            Node = typeof(BackupRun).Assembly.GetName().Version!.ToString(3),
            AsOf = _asOf,
            MadeAt = _clock.GetUtcNow(),
            Schema = schema,
            Media = media,
            Files = tally.Files,
            Bytes = tally.Bytes,
            Catalogue = await Parts.OfAsync(_directory.Making, StoredBackup.CatalogueName, stopping),
            List = await Parts.OfAsync(_directory.Making, FileList.Name, stopping),
            Keys = keys,
            Missing = Findings.Missing + Findings.Damaged,
        }.Write(_directory.Making);
        var name = _directory.Publish(_asOf);
        var (backups, files, fault) = Pruning.Run(_directory, _pool, _options.Keep);
        return new BackupReport(
            _directory.Path, name, _asOf, media, tally.Files, tally.Bytes, tally.Copied, tally.CopiedBytes, waiting.Messages, waiting.Webhooks,
            Findings.Missing, Findings.Damaged, Findings.Renditions, Findings.First, backups, files, fault,
            TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
    });

    public void Dispose()
    {
        _snapshot.Dispose();
        _pool.Dispose();
        _directory.ClearUnfinished();
        _directory.Dispose();
    }

    private string InMaking(string name) => Path.Combine(_directory.Making, name);

    private static long Size(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private (long Files, long Bytes) Plan()
    {
        var (files, bytes) = (0L, 0L);
        foreach (var folder in Enum.GetValues<KeptFolder>())
        {
            foreach (var row in _snapshot.Pages(folder).SelectMany(page => page).Where(row => !_pool.Has(new KeptFile(folder, row.Id), row.Length)))
            {
                (files, bytes) = (files + 1, bytes + (row.Length ?? UnknownLength));
            }
        }

        return (files, bytes);
    }

    private void RefuseWithoutRoom(long bytes, long files)
    {
        // A file takes whole blocks of 4 KB, half of one more on average, and a line of the list.
        var needed = bytes + (files * (2048 + 128)) + (1 << 20);
        var room = Posix.RoomOf(_directory.Path);
        if (room.Free < needed)
        {
            throw new BackupRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_directory.Path} has too little room: the backup needs {needed} bytes more, and {room.Free} are free. {Faults.Earlier(_directory)}"));
        }

        if (room.Inodes > 0 && room.FreeInodes < files + 16)
        {
            throw new BackupRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_directory.Path} has too few inodes: the backup needs {files} more, and {room.FreeInodes} are free. {Faults.Earlier(_directory)}"));
        }
    }

    private void RememberWhyGone()
    {
        for (var page = _snapshot.Deleting("", SnapshotPages.Page); page.Count > 0; page = _snapshot.Deleting(page[^1], SnapshotPages.Page))
        {
            _snapshot.Remember(_live.WhyGone(page));
        }
    }

    /// <summary>After the catalogue was copied: a key is durable before the first row that needs it.</summary>
    private IReadOnlyList<ManifestPart> CopyKeys()
    {
        var keys = InMaking(StoredBackup.KeysName);
        Posix.MakeDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var parts = new List<ManifestPart>();
        var found = Directory.Exists(_source.Keys) ? Directory.GetFiles(_source.Keys, "*.xml") : [];
        foreach (var path in found.Order(StringComparer.Ordinal))
        {
            var name = Path.Combine(StoredBackup.KeysName, Path.GetFileName(path));
            if (StoredBackup.IsKeyName(name))
            {
                // A backup without one of its keys would be found out when it is too late.
                var bytes = DurableFile.Read(path, StoredBackup.MostKeyBytes) ?? throw new BackupRefusedException(
                    $"{path} is no regular file of a key's size: the keys are not backed up without it. Links are not followed. {Faults.Earlier(_directory)}");
                DurableFile.Write(InMaking(name), bytes);
                parts.Add(Parts.Of(name, bytes));
            }
        }

        return parts;
    }
}
