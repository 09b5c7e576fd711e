using System.Buffers;
using MediaNode.Formats.Sealing;
using MediaNode.Sandboxing;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>A media sealed: whole before its upload begins, since the address of that is made of its digest, and read as often as needed.</summary>
internal sealed class Spool : IDisposable
{
    /// <summary>Up to so many bytes are kept in memory; most pictures, stickers and voice messages are.</summary>
    public const int MostInMemory = 256 << 10;

    private readonly Scratch? _scratch;
    private readonly SafeFileHandle? _file;
    private byte[]? _bytes;

    private Spool(long length, Scratch? scratch)
    {
        (Length, _scratch) = (length, scratch);
        if (scratch is null)
        {
            _bytes = ArrayPool<byte>.Shared.Rent((int)length);
        }
        else
        {
            _file = File.OpenHandle(
                Path.Combine(scratch.Path, "sealed"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, preallocationSize: length);
        }
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>All of it, when it is in memory; else null.</summary>
    public ReadOnlyMemory<byte>? InMemory => _bytes?.AsMemory(0, (int)Length);

    public int Read(Span<byte> destination, long offset) => RandomAccess.Read(_file!, destination, offset);

    /// <summary>Seals a media. Takes three nanoseconds a byte of the calling thread.</summary>
    /// <param name="lodging">What.</param>
    /// <param name="room">Where large ones are written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The sealed bytes and what a message tells of them, or why not.</returns>
    public static (Spool? Spool, Seal? Seal, string? WhyNot) Make(Lodging lodging, ScratchRoom room, CancellationToken cancellationToken)
    {
        Spool? spool = null;
        Scratch? scratch = null;
        try
        {
            using var sealer = new Sealer(lodging.Key, SealingPurpose.Of(lodging.Kind), lodging.Bytes.Length);
            if (sealer.SealedLength > MostInMemory)
            {
                scratch = room.TryTake(sealer.SealedLength, out var full);
                if (scratch is null)
                {
                    return (null, null, full!.Details);
                }
            }

            spool = new Spool(sealer.SealedLength, scratch);
            var seal = spool.Fill(sealer, lodging.Bytes, cancellationToken);
            if (seal is not null && seal.Digests.Plain.Span.SequenceEqual(lodging.Digest))
            {
                (var made, spool, scratch) = (spool, null, null);
                return (made, seal, null);
            }

            return (null, null, "The bytes on the volume are no longer those that were verified.");
        }
        catch (IOException failure)
        {
            return (null, null, failure.ToRefusal().Details);
        }
        finally
        {
            spool?.Dispose();
            scratch?.Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _scratch?.Dispose();
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Somebody may still be reading what is in memory: it is left to the collector.</summary>
    public void Abandon() => _bytes = null;

    /// <returns>Null when there are fewer bytes than there were.</returns>
    private Seal? Fill(Sealer sealer, Blob plain, CancellationToken cancellationToken)
    {
        const int Room = Sealer.Step + 64; // The last padding and the MAC.
        var (from, to) = (ArrayPool<byte>.Shared.Rent(Sealer.Step), ArrayPool<byte>.Shared.Rent(Room));
        try
        {
            var written = 0L;
            for (var offset = 0L; offset < plain.Length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = plain.Read(from.AsSpan(0, (int)Math.Min(Sealer.Step, plain.Length - offset)), offset);
                if (read == 0)
                {
                    return null;
                }

                offset += read;
                written += Write(to.AsSpan(0, sealer.Append(from.AsSpan(0, read), to)), written);
            }

            var last = sealer.FinalLength;
            var seal = sealer.Finish(to.AsSpan(0, last));
            Write(to.AsSpan(0, last), written);
            return seal;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(from, clearArray: true);
            ArrayPool<byte>.Shared.Return(to);
        }
    }

    private int Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (_file is null)
        {
            bytes.CopyTo(_bytes.AsSpan((int)offset));
        }
        else
        {
            RandomAccess.Write(_file, bytes, offset);
        }

        return bytes.Length;
    }
}
