using System.Net;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.MediaServers;
using MediaNode.Simulator.Phones.Downloads;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>A phone seals a media and lays it on the media servers, for fourteen days. No fault of an upload befalls it.</summary>
internal sealed class Lodging(MediaStore servers, ContentFiles files, SimulatorAddress own)
{
    private const int FinalRoom = 64;

    /// <param name="plain">The file, all of it written.</param>
    /// <param name="key">What it is sealed under.</param>
    /// <param name="kind">What it is sealed as.</param>
    /// <param name="expected">The digests that it must have; null for those it gets.</param>
    /// <param name="seenAs">Where somebody has reached the simulator: its address when it listens everywhere, so that its own names no place.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    /// <returns>Null when its digests are others than expected.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async Task<Lodged?> LodgeAsync(
        FileStream plain, MediaKey key, Kind kind, MediaDigests? expected, string seenAs, CancellationToken cancellationToken)
    {
        var known = await own.Known.WaitAsync(cancellationToken);
        var address = AddressOf(known, seenAs);
        var aside = files.NewPath();
        try
        {
            var seal = Seal(plain.SafeFileHandle, plain.Length, aside, key, kind, cancellationToken);
            if (expected is not null && !Same(seal.Digests, expected))
            {
                File.Delete(aside);
                return null;
            }

            var host = MediaHost.All[0];
            var blob = servers.Adopt(aside, seal.Digests.Sealed.ToArray(), seal.SealedLength, WantedMedia.ServerTypeOf(kind), host);
            var path = MediaPath.Of(blob);
            return new Lodged(seal, $"{address}/media-hosts/{host.Name}{path}&mms3=true", path);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <returns>The address of the simulator that others are told.</returns>
    public static string AddressOf(Uri own, string seenAs) =>
        IPAddress.TryParse(own.Host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) ? seenAs : own.GetLeftPart(UriPartial.Authority);

    private static Seal Seal(SafeFileHandle plain, long length, string path, MediaKey key, Kind kind, CancellationToken cancellationToken)
    {
        using var sealer = new Sealer(key, SealingPurpose.Of(kind), length);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
        var piece = new byte[Sealer.Step];
        var room = new byte[Sealer.Step + FinalRoom];
        for (var at = 0L; at < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(plain, piece, at);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file of a phone ends after {at} of {length} bytes.");
            }

            file.Write(room, 0, sealer.Append(piece.AsSpan(0, read), room));
            at += read;
        }

        var last = sealer.FinalLength;
        var seal = sealer.Finish(room);
        file.Write(room, 0, last);
        return seal;
    }

    private static bool Same(MediaDigests left, MediaDigests right) =>
        left.Plain.Span.SequenceEqual(right.Plain.Span) && left.Sealed.Span.SequenceEqual(right.Sealed.Span);
}

/// <summary>A media on the media servers.</summary>
/// <param name="Seal">What was sealed.</param>
/// <param name="Url">Where anyone can fetch it.</param>
/// <param name="DirectPath">The part of it behind the host.</param>
internal sealed record Lodged(Seal Seal, string Url, string DirectPath);
