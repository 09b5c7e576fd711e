using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Sealing;

/// <summary>Sealed bytes in windows of 64 KiB that are read once to be verified, and again, recognised as the same, to be used.</summary>
/// <remarks>
/// A window is read with the 16 bytes before it. In CBC these are all that its decryption depends on, so windows can be taken in any order.
/// The tag of a window is a GMAC under a key that exists only here: nobody who changes the source between the reads can make one.
/// </remarks>
internal sealed class SealedWindows : IDisposable
{
    private const int TagLength = 16;

    private readonly ByteSource _source;
    private readonly long _length;
    private readonly byte[] _iv;
    private readonly Aes _aes;
    private readonly ICryptoTransform _cipher;
    private readonly AesGcm _tagger;
    private readonly byte[] _tags;
    private byte[]? _buffer;

    /// <param name="source">Where the sealed bytes are.</param>
    /// <param name="length">How many of them are encrypted: all but the MAC at the end.</param>
    /// <param name="keys">What they are encrypted with.</param>
    public SealedWindows(ByteSource source, long length, in SealingKeys keys)
    {
        _source = source;
        _length = length;
        _iv = keys.Iv.ToArray();
        _aes = keys.Cipher();
        _cipher = _aes.CreateDecryptor();
        Count = (int)((length + Sealer.Step - 1) / Sealer.Step);
        _tags = new byte[Count * TagLength];
        Span<byte> tagKey = stackalloc byte[32];
        RandomNumberGenerator.Fill(tagKey);
        _tagger = new AesGcm(tagKey, TagLength);
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, Sealer.Step) + SealPasses.Block);
    }

    public int Count { get; }

    /// <summary>Reads a window for the first time, and remembers it.</summary>
    public ReadOnlySpan<byte> Read(int index)
    {
        var count = Fetch(index);
        Tag(index, count, _tags.AsSpan(index * TagLength, TagLength));
        return _buffer.AsSpan(SealPasses.Block, count);
    }

    /// <summary>Decrypts the window that was read last.</summary>
    public ReadOnlySpan<byte> Decrypt(int index)
    {
        var count = CountOf(index);

        // What the cipher makes of the first block hangs on what it saw before and is dropped; from the second block on it is right.
        _cipher.TransformBlock(_buffer!, 0, SealPasses.Block + count, _buffer!, 0);
        return Decrypted(index);
    }

    /// <summary>The window that was decrypted last.</summary>
    public ReadOnlySpan<byte> Decrypted(int index)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return _buffer.AsSpan(SealPasses.Block, CountOf(index));
    }

    /// <summary>Reads a window again and decrypts it.</summary>
    /// <exception cref="IOException">It is not what it was.</exception>
    public ReadOnlySpan<byte> ReadAgain(int index)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        Span<byte> tag = stackalloc byte[TagLength];
        Tag(index, Fetch(index), tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, _tags.AsSpan(index * TagLength, TagLength)))
        {
            throw new IOException("The sealed bytes have changed since they were verified.");
        }

        return Decrypt(index);
    }

    /// <summary>Fills a span from the source.</summary>
    /// <exception cref="EndOfStreamException">The source is shorter than it says.</exception>
    public static void Fill(ByteSource source, long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var read = source.Read(offset, destination);
            if (read <= 0)
            {
                throw new EndOfStreamException("The source ended before its length.");
            }

            offset += read;
            destination = destination[read..];
        }
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _aes.Dispose();
        _tagger.Dispose();
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = null;
        }
    }

    private int CountOf(int index) => (int)Math.Min(_length - ((long)index * Sealer.Step), Sealer.Step);

    private int Fetch(int index)
    {
        var start = (long)index * Sealer.Step;
        var count = CountOf(index);
        if (index == 0)
        {
            _iv.CopyTo(_buffer.AsSpan());
            Fill(_source, 0, _buffer.AsSpan(SealPasses.Block, count));
        }
        else
        {
            Fill(_source, start - SealPasses.Block, _buffer.AsSpan(0, SealPasses.Block + count));
        }

        return count;
    }

    private void Tag(int index, int count, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[12];
        nonce.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(nonce, index);
        _tagger.Encrypt(nonce, [], [], tag, _buffer.AsSpan(0, SealPasses.Block + count));
    }
}
