using System.Collections.Concurrent;
using System.Security.Cryptography;
using MediaNode.Formats.Sealing;
using MediaNode.Volumes;
using Microsoft.AspNetCore.DataProtection;

namespace MediaNode.Deposits;

/// <summary>Media keys as the catalogue keeps them: wrapped by keys that lie beside it, so that a copy of the catalogue alone opens nothing.</summary>
internal sealed class KeyWrap(string directory)
{
    private const string Purpose = "MediaNode.MediaKey";

    // A protected payload begins with a magic number and the id of the key (Data Protection, "Authenticated encryption details").
    private const int IdAt = 4;
    private const int IdLength = 16;

    private readonly ConcurrentDictionary<Guid, bool> _durable = new();
    private readonly Lazy<IDataProtector> _protector = new(() => Open(directory));

    /// <exception cref="IOException">The disk cannot take a new key.</exception>
    /// <exception cref="CryptographicException">The keys cannot be read.</exception>
    public byte[] Wrap(MediaKey key)
    {
        var bytes = new byte[MediaKey.Length];
        key.CopyTo(bytes);
        var wrapped = _protector.Value.Protect(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        Sync(new Guid(wrapped.AsSpan(IdAt, IdLength)));
        return wrapped;
    }

    /// <exception cref="CryptographicException">The key that it was wrapped by is gone.</exception>
    public MediaKey Unwrap(byte[] wrapped)
    {
        var bytes = _protector.Value.Unprotect(wrapped);
        try
        {
            return MediaKey.From(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static IDataProtector Open(string directory)
    {
        Posix.MakeDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // A provider of its own: it logs nowhere, and starts nothing with the node.
        return DataProtectionProvider.Create(new DirectoryInfo(directory), protection => protection.SetApplicationName("MediaNode"))
            .CreateProtector(Purpose);
    }

    /// <summary>A row that is durable must not rest on a key that a power cut takes away.</summary>
    private void Sync(Guid id)
    {
        if (_durable.ContainsKey(id))
        {
            return;
        }

        using var folder = Posix.OpenDirectory(directory);
        if (Posix.OpenRegular(folder, $"key-{id:D}.xml") is { } found)
        {
            using (found.File)
            {
                Posix.Sync(found.File);
            }
        }

        Posix.Sync(folder);
        _durable.TryAdd(id, true);
    }
}
