using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Formats.Sealing;
using MediaNode.Volumes;
using Microsoft.AspNetCore.DataProtection;

namespace MediaNode.Secrets;

/// <summary>Media keys and credentials as the catalogue keeps them: wrapped by keys that lie beside it, so that a copy of the catalogue alone opens nothing.</summary>
internal sealed class KeyWrap(string directory)
{
    // What was wrapped for one purpose opens for no other.
    private const string MediaKeys = "MediaNode.MediaKey";

    // A protected payload begins with a magic number and the id of the key (Data Protection, "Authenticated encryption details").
    private const int IdAt = 4;
    private const int IdLength = 16;

    private readonly ConcurrentDictionary<Guid, bool> _durable = new();
    private readonly Lazy<IDataProtectionProvider> _provider = new(() => Open(directory));

    /// <exception cref="IOException">The disk cannot take a new key.</exception>
    /// <exception cref="CryptographicException">The keys cannot be read.</exception>
    public byte[] Wrap(MediaKey key)
    {
        var bytes = new byte[MediaKey.Length];
        key.CopyTo(bytes);
        var wrapped = Wrap(MediaKeys, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return wrapped;
    }

    /// <param name="purpose">What it is: it opens for the same only.</param>
    /// <param name="secret">As text.</param>
    /// <exception cref="IOException">The disk cannot take a new key.</exception>
    /// <exception cref="CryptographicException">The keys cannot be read.</exception>
    public byte[] WrapText(string purpose, string secret) => Wrap(purpose, Encoding.UTF8.GetBytes(secret));

    /// <exception cref="CryptographicException">The key that it was wrapped by is gone, or it was wrapped for another purpose.</exception>
    public string UnwrapText(string purpose, byte[] wrapped) => Encoding.UTF8.GetString(_provider.Value.CreateProtector(purpose).Unprotect(wrapped));

    /// <exception cref="CryptographicException">The key that it was wrapped by is gone.</exception>
    public MediaKey Unwrap(byte[] wrapped)
    {
        var bytes = _provider.Value.CreateProtector(MediaKeys).Unprotect(wrapped);
        try
        {
            return MediaKey.From(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private byte[] Wrap(string purpose, byte[] secret)
    {
        var wrapped = _provider.Value.CreateProtector(purpose).Protect(secret);
        Sync(new Guid(wrapped.AsSpan(IdAt, IdLength)));
        return wrapped;
    }

    private static IDataProtectionProvider Open(string directory)
    {
        Posix.MakeDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // A provider of its own: it logs nowhere, and starts nothing with the node.
        return DataProtectionProvider.Create(new DirectoryInfo(directory), protection => protection.SetApplicationName("MediaNode"));
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
