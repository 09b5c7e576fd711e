using System.Buffers;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Sealed bytes on their way in: nothing of them is believed before all are here, so they wait in memory or aside.</summary>
internal sealed class SealedBytes : ByteSource, IDisposable
{
    private readonly Scratch? _scratch;
    private readonly SafeFileHandle? _file;
    private byte[]? _bytes;
    private long _length;

    private SealedBytes(long expected, Scratch? scratch)
    {
        (Expected, _scratch) = (expected, scratch);
        if (scratch is null)
        {
            _bytes = ArrayPool<byte>.Shared.Rent((int)expected);
        }
        else
        {
            _file = File.OpenHandle(Path.Combine(scratch.Path, "sealed"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
    }

    /// <summary>How many bytes there must be: the length of what is sealed tells.</summary>
    public long Expected { get; }

    public override long Length => _length;

    /// <summary>Whether more came than may.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>What went wrong with our own disk; null for nothing.</summary>
    public IOException? Fault { get; private set; }

    /// <summary>Makes room for sealed bytes, and promises the volume what they will be once opened.</summary>
    /// <param name="plain">How many bytes are sealed.</param>
    /// <param name="room">Where more than a few are written.</param>
    /// <param name="whyNot">One sentence.</param>
    public static SealedBytes? TryMake(long plain, ScratchRoom room, out string? whyNot)
    {
        whyNot = null;
        var expected = SealedLength.Of(plain);
        if (expected <= Spool.MostInMemory)
        {
            return new SealedBytes(expected, null);
        }

        Scratch? scratch = null;
        try
        {
            scratch = room.TryTake(expected + plain, out var full);
            whyNot = full?.Details;
            if (scratch is null)
            {
                return null;
            }

            (var made, scratch) = (new SealedBytes(expected, scratch), null);
            return made;
        }
        catch (IOException failure)
        {
            whyNot = failure.ToRefusal().Details;
            return null;
        }
        finally
        {
            scratch?.Dispose();
        }
    }

    /// <summary>Begins anew, for another host.</summary>
    public void Clear() => (_length, IsTooLong) = (0, false);

    /// <returns>Whether more may come.</returns>
    public bool Append(ReadOnlyMemory<byte> piece)
    {
        if (_length + piece.Length > Expected)
        {
            IsTooLong = true;
            return false;
        }

        try
        {
            if (_file is null)
            {
                piece.Span.CopyTo(_bytes.AsSpan((int)_length));
            }
            else
            {
                RandomAccess.Write(_file, piece.Span, _length);
            }
        }
        catch (IOException failure)
        {
            Fault = failure;
            return false;
        }

        _length += piece.Length;
        return true;
    }

    public override int Read(long offset, Span<byte> destination)
    {
        var wanted = (int)Math.Clamp(_length - offset, 0, destination.Length);
        if (_file is not null)
        {
            return RandomAccess.Read(_file, destination[..wanted], offset);
        }

        _bytes.AsSpan((int)offset, wanted).CopyTo(destination);
        return wanted;
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
}
