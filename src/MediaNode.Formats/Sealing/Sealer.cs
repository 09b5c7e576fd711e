using System.Buffers;
using System.Security.Cryptography;

namespace MediaNode.Formats.Sealing;

/// <summary>Seals one media as WhatsApp does, in one pass: bytes go in as they come, sealed bytes come out.</summary>
/// <remarks>
/// AES-256-CBC with PKCS #7 padding, then the first ten bytes of an HMAC-SHA256 over IV and ciphertext. The same key, purpose and bytes
/// give the same sealed bytes, however they were cut, so a media whose copy on the server is gone can be sealed again. Memory is constant
/// but for the sidecar, and nothing is allocated for a chunk. Not for two threads at once.
/// </remarks>
public sealed class Sealer : IDisposable
{
    /// <summary>Bytes come out in steps of this many: 64 KiB, a piece of the sidecar.</summary>
    public const int Step = 64 << 10;

    private readonly long _length;
    private readonly IncrementalHash _plain = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Aes _aes;
    private readonly ICryptoTransform _cipher;
    private readonly SealedPass _pass;
    private byte[]? _buffer;
    private int _held;
    private long _taken;
    private bool _finished;

    /// <param name="key">The key of the media.</param>
    /// <param name="purpose">What it is sealed as.</param>
    /// <param name="length">How many bytes will be appended. A file that is shorter or longer is not sealed as if it were whole.</param>
    public Sealer(MediaKey key, SealingPurpose purpose, long length)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(purpose);
        _length = length;
        SealedLength = Limits.SealedLength.Of(length);
        Span<byte> room = stackalloc byte[SealingKeys.Length];
        var keys = new SealingKeys(key, purpose, room);
        _aes = keys.Cipher();
        _cipher = _aes.CreateEncryptor();
        _pass = new SealedPass(keys, purpose.HasSidecar, SealedLength);
        keys.Clear();
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length + SealedPass.Block, Step));
    }

    /// <summary>How many bytes will have come out in the end.</summary>
    public long SealedLength { get; }

    /// <summary>How many bytes <see cref="Finish"/> will write.</summary>
    public int FinalLength => Padded(_held) + SealedPass.MacLength;

    /// <summary>How many bytes <see cref="Append"/> will write for so many.</summary>
    public int NextLength(int count) => (int)(((long)_held + count) / Step * Step);

    /// <summary>Takes the next bytes and writes what is sealed of them so far.</summary>
    /// <param name="plain">As many as there are.</param>
    /// <param name="destination">Room for <see cref="NextLength"/> bytes, apart from <paramref name="plain"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="InvalidOperationException">More bytes come than were announced.</exception>
    public int Append(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        var buffer = Open();
        if (plain.Length > _length - _taken)
        {
            throw new InvalidOperationException("There are more bytes than were announced.");
        }

        if (destination.Length < NextLength(plain.Length) || plain.Overlaps(destination))
        {
            throw new ArgumentException("The destination is too short, or is the source.", nameof(destination));
        }

        var written = 0;
        while (!plain.IsEmpty)
        {
            var piece = plain[..Math.Min(Step - _held, plain.Length)];
            _plain.AppendData(piece);
            piece.CopyTo(buffer.AsSpan(_held));
            plain = plain[piece.Length..];
            _held += piece.Length;
            _taken += piece.Length;
            if (_held == Step)
            {
                _cipher.TransformBlock(buffer, 0, Step, buffer, 0);
                _pass.Append(buffer.AsSpan(0, Step));
                buffer.AsSpan(0, Step).CopyTo(destination[written..]);
                written += Step;
                _held = 0;
            }
        }

        return written;
    }

    /// <summary>Writes the last <see cref="FinalLength"/> bytes and tells what has been sealed.</summary>
    /// <exception cref="InvalidOperationException">Fewer bytes came than were announced, or it was finished before.</exception>
    public Seal Finish(Span<byte> destination)
    {
        var buffer = Open();
        if (_taken != _length)
        {
            throw new InvalidOperationException("There are fewer bytes than were announced.");
        }

        var padded = Padded(_held);
        if (destination.Length < padded + SealedPass.MacLength)
        {
            throw new ArgumentException("The destination is too short.", nameof(destination));
        }

        _finished = true;
        buffer.AsSpan(_held, padded - _held).Fill((byte)(padded - _held));
        _cipher.TransformBlock(buffer, 0, padded, buffer, 0);
        buffer.AsSpan(0, padded).CopyTo(destination);
        _pass.Finish(destination[..padded], destination.Slice(padded, SealedPass.MacLength));
        return _pass.Result(_plain.GetHashAndReset(), _length, SealedLength);
    }

    /// <summary>Seals something small, such as a thumbnail, in one go.</summary>
    public static (byte[] Bytes, Seal Seal) SealWhole(ReadOnlySpan<byte> plain, MediaKey key, SealingPurpose purpose)
    {
        using var sealer = new Sealer(key, purpose, plain.Length);
        var bytes = new byte[sealer.SealedLength];
        var written = sealer.Append(plain, bytes);
        return (bytes, sealer.Finish(bytes.AsSpan(written)));
    }

    public void Dispose()
    {
        _plain.Dispose();
        _cipher.Dispose();
        _aes.Dispose();
        _pass.Dispose();
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = null;
        }
    }

    private static int Padded(int count) => count - (count % SealedPass.Block) + SealedPass.Block;

    private byte[] Open()
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return _finished ? throw new InvalidOperationException("The media is sealed already.") : _buffer;
    }
}
