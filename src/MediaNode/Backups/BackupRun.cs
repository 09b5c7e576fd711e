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
    private const int Page = 500;

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

        var directory = BackupDirectory.Take(destination, source.Directory);
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
        var tally = await CopyAsync(progress, stopping);
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
            foreach (var row in Pages(folder).SelectMany(page => page).Where(row => !_pool.Has(new KeptFile(folder, row.Id), row.Length)))
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

    private IEnumerable<IReadOnlyList<SnapshotFile>> Pages(KeptFolder folder)
    {
        var after = "";
        while (true)
        {
            var page = folder switch
            {
                KeptFolder.Incoming or KeptFolder.Outgoing => _snapshot.MediaFiles(folder == KeptFolder.Incoming, after, Page),
                KeptFolder.Renditions => _snapshot.RenditionFiles(after, Page),
                _ => _snapshot.ThumbnailFiles(after, Page),
            };
            if (page.Count == 0)
            {
                yield break;
            }

            yield return page;
            after = page[^1].Text;
        }
    }

    private async Task<Tally> CopyAsync(IProgress<long>? progress, CancellationToken stopping)
    {
        using var source = new SourceFiles(_source.Media);
        using var reading = new Reading(new Pace(_options.BytesPerSecond, TimeProvider.System), progress);
        using var list = new FileList(InMaking(FileList.Name));
        using var known = new KnownDigests(_directory);
        var tally = new Tally();
        foreach (var folder in Enum.GetValues<KeptFolder>())
        {
            foreach (var page in Pages(folder))
            {
                var lost = new Lost();
                foreach (var row in page)
                {
                    stopping.ThrowIfCancellationRequested();
                    var file = new KeptFile(folder, row.Id);
                    if (await KeptAsync(file, row) is { } kept)
                    {
                        list.Add(file, kept.Digest);
                        tally.Add(kept.Length, copied: false);
                    }
                    else if (await TakeAsync(file, row, lost) is { } taken)
                    {
                        list.Add(file, taken.Digest);
                        tally.Add(taken.Length, copied: true);
                    }
                }

                Settle(folder, lost);
            }
        }

        await _pool.FlushAsync();
        return tally;

        async Task<(long Length, byte[] Digest)?> KeptAsync(KeptFile file, SnapshotFile row)
        {
            if (_pool.Open(file) is not var (handle, stamp))
            {
                return null;
            }

            using (handle)
            {
                if (row.Length is { } length && stamp.Length != length)
                {
                    _pool.Remove(file);
                    return null;
                }

                var digest = row.Digest ?? known.Find(file) ?? (await reading.RunAsync(handle, to: null, stopping)).Digest;
                return (stamp.Length, digest);
            }
        }

        async Task<(long Length, byte[] Digest)?> TakeAsync(KeptFile file, SnapshotFile row, Lost lost)
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

                try
                {
                    long copied;
                    byte[] digest;
                    using (var to = _pool.Create(file))
                    {
                        (copied, digest) = await reading.RunAsync(from, to, stopping);
                    }

                    if (row.Digest is null || digest.AsSpan().SequenceEqual(row.Digest))
                    {
                        await _pool.KeepAsync(file, copied);
                        return (copied, digest);
                    }

                    lost.Damaged[file.Id] = "The bytes have not the digest that they were stored with.";
                }
                catch (UnreadableException fault)
                {
                    lost.Damaged[file.Id] = $"The disk does not give it: {fault.Message}";
                }

                _pool.Discard(file);
                return null;
            }
        }
    }

    /// <summary>What could not be copied of a page: was it deleted meanwhile, or is it truly not there?</summary>
    private void Settle(KeptFolder folder, Lost lost)
    {
        if (lost.Missing.Count + lost.Damaged.Count == 0)
        {
            return;
        }

        Guid[] all = [.. lost.Missing, .. lost.Damaged.Keys];
        if (folder is KeptFolder.Renditions or KeptFolder.Thumbnails)
        {
            var named = _live.Named(all);
            Find(BackupFinding.Rendition, BackupFinding.Rendition, named);
            if (folder == KeptFolder.Renditions)
            {
                _snapshot.TakeBack(all);
            }
            else
            {
                _snapshot.DropThumbnails(all);
            }

            return;
        }

        var offered = _live.Offered(all);
        Find(BackupFinding.Missing, BackupFinding.Damaged, offered);
        _snapshot.Note([.. all.Where(id => !offered.Contains(id))], MediaState.Deleting);
        _snapshot.Note([.. lost.Missing.Where(offered.Contains)], MediaState.Missing);
        _snapshot.Note([.. lost.Damaged.Keys.Where(offered.Contains)], MediaState.Damaged);

        void Find(string missing, string damaged, IReadOnlySet<Guid> stillThere)
        {
            foreach (var id in lost.Missing.Where(stillThere.Contains))
            {
                Findings.Add(new BackupFinding(missing, new KeptFile(folder, id).Path, "There is no file."));
            }

            foreach (var (id, what) in lost.Damaged.Where(one => stillThere.Contains(one.Key)))
            {
                Findings.Add(new BackupFinding(damaged, new KeptFile(folder, id).Path, what));
            }
        }
    }

    private void RememberWhyGone()
    {
        for (var page = _snapshot.Deleting("", Page); page.Count > 0; page = _snapshot.Deleting(page[^1], Page))
        {
            _snapshot.Remember(_live.WhyGone(page));
        }
    }

    /// <summary>After the catalogue was copied: a key is durable before the first row that needs it.</summary>
    private IReadOnlyList<ManifestPart> CopyKeys()
    {
        const int most = 1 << 20;
        var keys = InMaking(StoredBackup.KeysName);
        Posix.MakeDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var parts = new List<ManifestPart>();
        var found = Directory.Exists(_source.Keys) ? Directory.GetFiles(_source.Keys, "*.xml") : [];
        foreach (var path in found.Order(StringComparer.Ordinal))
        {
            var name = Path.Combine(StoredBackup.KeysName, Path.GetFileName(path));
            if (StoredBackup.IsKeyName(name) && DurableFile.Read(path, most) is { } bytes)
            {
                DurableFile.Write(InMaking(name), bytes);
                parts.Add(Parts.Of(name, bytes));
            }
        }

        return parts;
    }

    private sealed class Lost
    {
        public List<Guid> Missing { get; } = [];

        public Dictionary<Guid, string> Damaged { get; } = [];
    }

    private sealed class Tally
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
}
