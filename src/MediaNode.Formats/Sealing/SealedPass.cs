using System.Security.Cryptography;

namespace MediaNode.Formats.Sealing;

/// <summary>What is computed over sealed bytes on their way out: their digest, their MAC and, for some, the sidecar.</summary>
/// <remarks>
/// A sidecar has one entry for each 64 KiB of sealed bytes: a MAC over them and the 16 bytes before, which are what a receiver needs to
/// decrypt that piece alone. The MAC at the end belongs to the sealed bytes here, and sometimes needs an entry of its own.
/// </remarks>
internal sealed class SealedPass : IDisposable
{
    public const int Block = 16;
    public const int MacLength = 10;

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _mac;
    private readonly IncrementalHash? _window;
    private readonly byte[] _sidecar;
    private readonly byte[] _before;
    private int _entries;

    public SealedPass(in SealingKeys keys, bool sidecar, long sealedLength)
    {
        _before = keys.Iv.ToArray();
        _mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Mac);
        _mac.AppendData(_before);
        _window = sidecar ? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Mac) : null;
        _sidecar = sidecar ? new byte[checked((int)((sealedLength + Sealer.Step - 1) / Sealer.Step * MacLength))] : [];
    }

    /// <summary>Takes the next <see cref="Sealer.Step"/> bytes.</summary>
    public void Append(ReadOnlySpan<byte> step)
    {
        _digest.AppendData(step);
        _mac.AppendData(step);
        if (_window is not null)
        {
            _window.AppendData(_before);
            _window.AppendData(step);
            AddEntry(_window);
            step[^Block..].CopyTo(_before);
        }
    }

    /// <summary>Takes the last bytes, at most a step and at least a block of them, and writes the MAC that goes behind.</summary>
    public void Finish(ReadOnlySpan<byte> last, Span<byte> mac)
    {
        if (last.Length == Sealer.Step)
        {
            Append(last);
            last = [];
        }

        _digest.AppendData(last);
        _mac.AppendData(last);
        Finish(_mac, mac);
        _digest.AppendData(mac);
        if (_window is not null)
        {
            _window.AppendData(_before);
            _window.AppendData(last);
            _window.AppendData(mac);
            AddEntry(_window);
        }
    }

    /// <summary>What has become of it all, once finished.</summary>
    public Seal Result(ReadOnlyMemory<byte> plainDigest, long length, long sealedLength) =>
        new(new MediaDigests(plainDigest, _digest.GetHashAndReset()), length, sealedLength, _sidecar);

    public void Dispose()
    {
        _digest.Dispose();
        _mac.Dispose();
        _window?.Dispose();
    }

    private void AddEntry(IncrementalHash window) => Finish(window, _sidecar.AsSpan(_entries++ * MacLength, MacLength));

    private static void Finish(IncrementalHash hmac, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(whole);
        whole[..MacLength].CopyTo(mac);
    }
}
