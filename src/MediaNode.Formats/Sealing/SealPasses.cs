using System.Security.Cryptography;

namespace MediaNode.Formats.Sealing;

/// <summary>What is computed over a media while it is sealed: both digests, the MAC and, for some, the sidecar.</summary>
/// <remarks>
/// Each is a pass of its own that takes the steps in order. No pass touches what another one keeps, so two threads may be in two of them.
/// A sidecar has one entry for each 64 KiB of sealed bytes: a MAC over them and the 16 bytes before, which are what a receiver needs to
/// decrypt that piece alone. The MAC at the end belongs to the sealed bytes here, and sometimes needs an entry of its own.
/// </remarks>
internal sealed class SealPasses : IDisposable
{
    public const int Block = 16;
    public const int MacLength = 10;

    private readonly IncrementalHash _plainDigest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _sealedDigest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _mac;
    private readonly IncrementalHash? _window;
    private readonly byte[] _sidecar;
    private readonly byte[] _before;
    private int _entries;

    public SealPasses(in SealingKeys keys, bool sidecar, long sealedLength)
    {
        _before = keys.Iv.ToArray();
        _mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Mac);
        _mac.AppendData(_before);
        _window = sidecar ? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Mac) : null;
        _sidecar = sidecar ? new byte[checked((int)((sealedLength + Sealer.Step - 1) / Sealer.Step * MacLength))] : [];
    }

    /// <summary>The passes over whole steps. That over the plain bytes is the first.</summary>
    public Action<SealStep>[] OverSteps =>
        _window is null ? [TakePlain, TakeSealed, TakeMac] : [TakePlain, TakeSealed, TakeMac, TakeWindow];

    /// <summary>Takes the next plain bytes, where this pass is not left to the steps.</summary>
    public void TakePlain(ReadOnlySpan<byte> plain) => _plainDigest.AppendData(plain);

    /// <summary>Takes what is left of the sealed bytes and writes the MAC behind. All steps before are through all passes.</summary>
    /// <param name="last">The last bytes, padded and sealed: at most a step. The plain ones have been taken.</param>
    /// <param name="mac">Room for <see cref="MacLength"/> bytes.</param>
    public void Finish(ReadOnlySpan<byte> last, Span<byte> mac)
    {
        _sealedDigest.AppendData(last);
        _mac.AppendData(last);
        Finish(_mac, mac);
        _sealedDigest.AppendData(mac);
        if (_window is null)
        {
            return;
        }

        if (last.Length == Sealer.Step)
        {
            TakeWindow(last);
            last = [];
        }

        _window.AppendData(_before);
        _window.AppendData(last);
        _window.AppendData(mac);
        AddEntry(_window);
    }

    /// <summary>What has become of it all, once finished.</summary>
    public Seal Result(long length, long sealedLength) =>
        new(new MediaDigests(_plainDigest.GetHashAndReset(), _sealedDigest.GetHashAndReset()), length, sealedLength, _sidecar);

    public void Dispose()
    {
        _plainDigest.Dispose();
        _sealedDigest.Dispose();
        _mac.Dispose();
        _window?.Dispose();
    }

    private void TakePlain(SealStep step) => _plainDigest.AppendData(step.Plain, 0, Sealer.Step);

    private void TakeSealed(SealStep step) => _sealedDigest.AppendData(step.Sealed, 0, Sealer.Step);

    private void TakeMac(SealStep step) => _mac.AppendData(step.Sealed, 0, Sealer.Step);

    private void TakeWindow(SealStep step) => TakeWindow(step.Sealed.AsSpan(0, Sealer.Step));

    private void TakeWindow(ReadOnlySpan<byte> step)
    {
        _window!.AppendData(_before);
        _window.AppendData(step);
        AddEntry(_window);
        step[^Block..].CopyTo(_before);
    }

    private void AddEntry(IncrementalHash window) => Finish(window, _sidecar.AsSpan(_entries++ * MacLength, MacLength));

    private static void Finish(IncrementalHash hmac, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(whole);
        whole[..MacLength].CopyTo(mac);
    }
}
