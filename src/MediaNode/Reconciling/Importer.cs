using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Catalog;
using MediaNode.Formats.Inspection;
using MediaNode.Inspection;
using MediaNode.Quarantining;
using MediaNode.Uploads;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Reconciling;

/// <summary>Makes a media of a file that lies elsewhere. It is copied as an upload is received: aside, made durable, known, put where it belongs.</summary>
/// <remarks>Importing again is harmless: an id is the file's name, or comes of its place and its bytes, so what is here already is met again.</remarks>
internal sealed class Importer(
    IVolume volume, MediaCatalog catalog, TruthCatalog truth, Adoption adoption, Quarantine quarantine, IOptions<UploadOptions> uploads, TimeProvider clock)
{
    private const int Piece = 256 << 10;

    private const string Changing = "Somebody writes to it: import again when it is whole.";

    /// <param name="root">The directory that is imported.</param>
    /// <param name="path">Of the file, below it.</param>
    /// <param name="dryRun">Whether to tell only.</param>
    /// <param name="stopping">Stops between two reads.</param>
    /// <exception cref="IOException">The volume cannot be written, or has no room.</exception>
    public async Task<ImportedFile> ImportAsync(string root, string path, bool dryRun, CancellationToken stopping)
    {
        var name = Path.GetRelativePath(root, path);
        if (!TryOpen(root, path, out var file, out var stamp, out var whyNot))
        {
            return Refused(name, 0, whyNot);
        }

        using (file)
        {
            var most = uploads.Value.MaxBytes.Bytes;
            if (stamp.Length == 0 || stamp.Length > most)
            {
                return Refused(name, stamp.Length, stamp.Length == 0 ? "It is empty." : $"It has {stamp.Length} bytes; Uploads:MaxBytes is {most}.");
            }

            var named = MediaId.TryParse(Path.GetFileNameWithoutExtension(path), out var id);
            // A plan needs no digest of what is surely new; whether content is in quarantine only its bytes tell.
            var isNew = named && dryRun && quarantine.IsEmpty && !catalog.Knows(id);
            if (!TryLook(file, isNew ? null : stamp.Length, stopping, out var type, out var digest, out whyNot))
            {
                return Refused(name, stamp.Length, whyNot);
            }

            if (isNew)
            {
                return new ImportedFile(name, ImportOutcome.Imported, id.ToString(), type, stamp.Length, "");
            }

            if (WhyBlocked(digest) is { } blocked)
            {
                return Refused(name, stamp.Length, blocked);
            }

            id = named ? id : Derive(name, digest);
            // Nobody may make the same file a media beside us: what is written aside would take its place.
            using var alone = await adoption.AloneAsync(stopping);
            if (catalog.Knows(id))
            {
                return catalog.Find(id) is { } known && known.Digest.AsSpan().SequenceEqual(digest)
                    ? new ImportedFile(name, ImportOutcome.Known, id.ToString(), type, stamp.Length, "")
                    : Refused(name, stamp.Length, $"There is a media {id} with other bytes.");
            }

            var key = new BlobKey(BlobFolder.Outgoing, id.Value);
            if (Path.Exists(volume.PathOf(key)))
            {
                return Refused(name, stamp.Length, $"A file that no row knows lies at {key.Path}: reconcile --adopt makes a media of it.");
            }

            if (!dryRun && await CopyAsync(key, file, stamp, type, digest, stopping) is { } notCopied)
            {
                return Refused(name, stamp.Length, notCopied);
            }

            return new ImportedFile(name, ImportOutcome.Imported, id.ToString(), type, stamp.Length, "");
        }
    }

    // The report has the file's name, which may hold anything; the log has not.
    private string? WhyBlocked(byte[] digest) => quarantine.WhyNot(digest, RefusedWhat.Import, "of a file")?.Details;

    private static bool TryOpen(
        string root, string path, [NotNullWhen(true)] out SafeFileHandle? file, out BlobStamp stamp, [NotNullWhen(false)] out string? whyNot)
    {
        (file, stamp, whyNot) = (null, default, null);
        try
        {
            using var above = Posix.OpenDirectory(root);
            using var directory = Posix.OpenDirectory(Path.GetDirectoryName(path)!);
            // Whoever may write there can put a link in a directory's place after we looked.
            if (Posix.PathOf(directory) != Path.GetDirectoryName(Path.Combine(Posix.PathOf(above), Path.GetRelativePath(root, path))))
            {
                whyNot = "A link leads to it.";
            }
            else if (Posix.OpenRegular(directory, Path.GetFileName(path)) is var (opened, found))
            {
                (file, stamp) = (opened, found);
                return true;
            }
        }
        catch (IOException fault)
        {
            whyNot = $"It cannot be read: {fault.Message}";
        }

        // A name that is not UTF-8 comes with this in it, and leads nowhere.
        whyNot ??= Path.GetFileName(path).Contains('\uFFFD', StringComparison.Ordinal) ? "Its name is not UTF-8: rename it." : "It is no file.";
        return false;
    }

    /// <param name="file">Open.</param>
    /// <param name="length">How many bytes must be read for the digest; null to look at the type alone.</param>
    /// <param name="stopping">Stops between two reads.</param>
    /// <param name="type">By the content.</param>
    /// <param name="digest">Empty where none was wanted.</param>
    /// <param name="whyNot">In words.</param>
    private static bool TryLook(
        SafeFileHandle file, long? length, CancellationToken stopping,
        out string type, [NotNullWhen(true)] out byte[]? digest, [NotNullWhen(false)] out string? whyNot)
    {
        (type, digest, whyNot) = ("", null, null);
        try
        {
            type = MediaSniffer.Inspect(new FileSource(file)).Type;
            digest = length is { } all ? Read(file, all, null, stopping) : [];
            whyNot = digest is null ? Changing : null;
        }
        catch (IOException fault)
        {
            whyNot = $"It cannot be read: {fault.Message}";
        }

        return digest is not null;
    }

    /// <returns>Null when it is a media now; else why not, and nothing of it is kept.</returns>
    private async Task<string?> CopyAsync(BlobKey key, SafeFileHandle file, BlobStamp stamp, string type, byte[] digest, CancellationToken stopping)
    {
        // As an upload: what is here already must still be sent when the import is over.
        if (volume.SpaceNow is var space && space.RoomFor(VolumeUse.Upload) is var room && room < stamp.Length)
        {
            throw new IOException(
                room == 0 && space.Usable > 0 ? space.WhyNoneFor(VolumeUse.Upload) : $"The media volume has no room for {stamp.Length} bytes more.",
                Posix.Error.NoSpace);
        }

        using var blob = volume.Create(key);
        if (Read(file, stamp.Length, blob, stopping) is not { } copied || !copied.AsSpan().SequenceEqual(digest))
        {
            return Changing;
        }

        await volume.SyncAsync(blob);
        if (!await truth.AdoptAsync(new Media
        {
            Id = new MediaId(key.Id),
            Type = type,
            Length = blob.Length,
            Digest = digest,
            CreatedAt = clock.GetUtcNow(),
        }))
        {
            return WhyBlocked(digest) ?? "Its content was just being blocked or released: import it again.";
        }

        blob.Keep();
        volume.Publish(key);
        return null;
    }

    /// <returns>The digest of all that was read, and copied where there is a place for it; null when it was more or less than the file had.</returns>
    private static byte[]? Read(SafeFileHandle file, long length, BlobWriter? to, CancellationToken stopping)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            var offset = 0L;
            // One that grows as fast as it is read would have no end.
            while (offset <= length && RandomAccess.Read(file, buffer.AsSpan(0, Piece), offset) is var read and > 0)
            {
                stopping.ThrowIfCancellationRequested();
                running.AppendData(buffer, 0, read);
                to?.Write([buffer.AsMemory(0, read)], read);
                offset += read;
            }

            return offset == length ? running.GetHashAndReset() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>An id of its own for a file whose name is none; the same whenever it is imported again (RFC 9562, version 8).</summary>
    private static MediaId Derive(string name, byte[] digest)
    {
        var bytes = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0, .. digest]).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new MediaId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>A file, or a directory, of which nothing is imported.</summary>
    public static ImportedFile Refused(string name, long length, string why) => new(name, ImportOutcome.Refused, null, null, length, why);
}
