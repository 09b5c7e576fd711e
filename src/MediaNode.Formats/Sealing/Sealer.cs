using System.Security.Cryptography;

namespace MediaNode.Formats.Sealing;

/// <summary>Seals one media as WhatsApp does, in one pass: bytes go in as they come, sealed bytes come out.</summary>
/// <remarks>
/// AES-256-CBC with PKCS #7 padding, then the first ten bytes of an HMAC-SHA256 over IV and ciphertext. The same key, purpose and bytes
/// give the same sealed bytes, however they were cut and by however many threads, so a media whose copy on the server is gone can be sealed
/// again. Memory is constant but for the sidecar, and nothing is allocated for a chunk. A large media gets help from a thread of the pool,
/// which is out of it after <see cref="Finish"/> and <see cref="Dispose"/>. Calls come from one thread at a time; to cancel is to dispose.
/// </remarks>
public sealed class Sealer : IDisposable
{
    /// <summary>Bytes come out in steps of this many: 64 KiB, a piece of the sidecar.</summary>
    public const int Step = 64 << 10;

    /// <summary>From this many bytes on a second thread takes part: below, what it saves is not worth its memory.</summary>
    public const long TwoThreadsFrom = 1 << 20;

    // Steps of a media that are on their way at once, when two threads work on it.
    private const int Ring = 4;

    private readonly long _length;
    private readonly Aes _aes;
    private readonly ICryptoTransform _cipher;
    private readonly SealPasses _passes;
    private readonly SealSteps _steps;

    // One thread takes the digest while the bytes come into its cache; of two, whoever has time takes it later.
    private readonly bool _digestAtOnce;
    private int _held;
    private long _taken;
    private bool _finished;
    private bool _disposed;

    /// <summary>In as many threads as is best for so many bytes.</summary>
    /// <inheritdoc cref="Sealer(MediaKey, SealingPurpose, long, int)"/>
    public Sealer(MediaKey key, SealingPurpose purpose, long length)
        : this(key, purpose, length, length >= TwoThreadsFrom && Environment.ProcessorCount > 1 ? 2 : 1)
    {
    }

    /// <param name="key">The key of the media.</param>
    /// <param name="purpose">What it is sealed as.</param>
    /// <param name="length">How many bytes will be appended. A file that is shorter or longer is not sealed as if it were whole.</param>
    /// <param name="threads">1, the caller's; or 2, with one of the pool.</param>
    public Sealer(MediaKey key, SealingPurpose purpose, long length, int threads)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 2);
        _length = length;
        SealedLength = Limits.SealedLength.Of(length);
        Span<byte> room = stackalloc byte[SealingKeys.Length];
        var keys = new SealingKeys(key, purpose, room);
        _aes = keys.Cipher();
        _cipher = _aes.CreateEncryptor();
        _passes = new SealPasses(keys, purpose.HasSidecar, SealedLength);
        keys.Clear();
        _digestAtOnce = threads == 1;
        var passes = _passes.OverSteps;
        _steps = new SealSteps(
            _digestAtOnce ? passes[1..] : passes, ring: threads == 1 ? 1 : Ring, room: (int)Math.Min(length + SealPasses.Block, Step));
    }

    /// <summary>How many bytes will have come out in the end.</summary>
    public long SealedLength { get; }

    /// <summary>How many bytes <see cref="Finish"/> will write.</summary>
    public int FinalLength => Padded(_held) + SealPasses.MacLength;

    /// <summary>How many bytes <see cref="Append"/> will write for so many.</summary>
    public int NextLength(int count) => (int)(((long)_held + count) / Step * Step);

    /// <summary>Takes the next bytes and writes what is sealed of them so far.</summary>
    /// <param name="plain">As many as there are.</param>
    /// <param name="destination">Room for <see cref="NextLength"/> bytes, apart from <paramref name="plain"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="InvalidOperationException">More bytes come than were announced.</exception>
    public int Append(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        RefuseUnlessOpen();
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
            var step = _steps.Next;
            var piece = plain[..Math.Min(Step - _held, plain.Length)];
            if (_digestAtOnce)
            {
                _passes.TakePlain(piece);
            }

            piece.CopyTo(step.Plain.AsSpan(_held));
            plain = plain[piece.Length..];
            _held += piece.Length;
            _taken += piece.Length;
            if (_held == Step)
            {
                _cipher.TransformBlock(step.Plain, 0, Step, step.Sealed, 0);
                step.Sealed.AsSpan(0, Step).CopyTo(destination[written..]);
                _steps.Hand();
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
        RefuseUnlessOpen();
        if (_taken != _length)
        {
            throw new InvalidOperationException("There are fewer bytes than were announced.");
        }

        var padded = Padded(_held);
        if (destination.Length < padded + SealPasses.MacLength)
        {
            throw new ArgumentException("The destination is too short.", nameof(destination));
        }

        _finished = true;
        _steps.Complete();
        var step = _steps.Next;
        if (!_digestAtOnce)
        {
            _passes.TakePlain(step.Plain.AsSpan(0, _held));
        }

        step.Plain.AsSpan(_held, padded - _held).Fill((byte)(padded - _held));
        _cipher.TransformBlock(step.Plain, 0, padded, step.Sealed, 0);
        step.Sealed.AsSpan(0, padded).CopyTo(destination);
        _passes.Finish(destination[..padded], destination.Slice(padded, SealPasses.MacLength));
        return _passes.Result(_length, SealedLength);
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
        // The steps first: the other thread may be in a pass.
        _disposed = true;
        _steps.Dispose();
        _passes.Dispose();
        _cipher.Dispose();
        _aes.Dispose();
    }

    private static int Padded(int count) => count - (count % SealPasses.Block) + SealPasses.Block;

    private void RefuseUnlessOpen()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_finished)
        {
            throw new InvalidOperationException("The media is sealed already.");
        }
    }
}
