using System.Buffers;
using System.Globalization;
using MediaNode.Formats.Sealing;
using MediaNode.Sandboxing;
using MediaNode.Volumes;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>One attempt to fetch a user's media: from host to host, checked as a whole, and opened into the volume.</summary>
/// <remarks>
/// Only hosts that the upstream itself names are asked: the address in the message is its sender's word, and says no more than which of
/// them to ask first. So nobody makes the node ask a server of his choice.
/// </remarks>
internal sealed class MediaFetch(LineClient line, MediaHosts hosts, ScratchRoom room, InboundMedia media) : IDisposable
{
    private readonly List<string> _failures = [];
    private readonly List<string> _damages = [];
    private SealedBytes? _bytes;
    private TimeSpan? _retryAfter;
    private bool _missing;

    public async Task<FetchOutcome> RunAsync(BlobWriter into, CancellationToken cancellationToken)
    {
        var answer = await hosts.GetAsync(null, cancellationToken);
        if (answer.Set is not { } set)
        {
            return new FetchOutcome.Failed([answer.Reason], answer.RetryAfter);
        }

        _bytes = SealedBytes.TryMake(media.Length, room, out var whyNot);
        if (_bytes is null)
        {
            return new FetchOutcome.Postponed(whyNot!);
        }

        // The order of the others stays: primaries first.
        foreach (var host in set.Hosts.OrderBy(host => media.Url is { } url && url.StartsWith(host.Url + "/", StringComparison.Ordinal) ? 0 : 1))
        {
            if (await TryAsync(host, into, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        if (_failures.Count > 0)
        {
            // Perhaps there are others by now.
            hosts.Forget(set);
            return new FetchOutcome.Failed([.. _failures, .. _damages], _retryAfter);
        }

        return _missing ? new FetchOutcome.Gone() : new FetchOutcome.Damaged(string.Join(' ', _damages));
    }

    public void Dispose() => _bytes?.Dispose();

    /// <returns>Null to try another host.</returns>
    private async Task<FetchOutcome?> TryAsync(MediaHost host, BlobWriter into, CancellationToken cancellationToken)
    {
        var bytes = _bytes!;
        bytes.Clear();
        var declared = (long?)null;
        using var answer = await line.FetchAsync(
            MediaUrl.OfDownload(host, media.DirectPath, media.Kind, media.SealedDigest),
            length => (declared = length) is null || length == bytes.Expected,
            bytes.Append,
            cancellationToken);
        switch (answer.Status)
        {
            case 200:
                return bytes.Fault is { } fault ? new FetchOutcome.Postponed(fault.ToRefusal().Details) : Open(host, bytes, declared, into, cancellationToken);
            case 410:
                return new FetchOutcome.Gone();
            case 404:
                _missing = true;
                return null;
            case 403:
                _damages.Add($"{host.Name} has other bytes there than the message tells of.");
                return null;
            default:
                _failures.Add($"{host.Name}: {answer.Reason}");
                _retryAfter = answer.RetryAfter > (_retryAfter ?? TimeSpan.Zero) ? answer.RetryAfter : _retryAfter;
                return null;
        }
    }

    private FetchOutcome? Open(MediaHost host, SealedBytes bytes, long? declared, BlobWriter into, CancellationToken cancellationToken)
    {
        if (bytes.IsTooLong || bytes.Length != bytes.Expected)
        {
            var found = bytes.IsTooLong ? "more" : (declared ?? bytes.Length).ToString(CultureInfo.InvariantCulture);
            _damages.Add(string.Create(
                CultureInfo.InvariantCulture, $"{host.Name} gives {found} sealed bytes out where there must be {bytes.Expected}."));
            return null;
        }

        try
        {
            switch (Opener.Open(bytes, media.Key, SealingPurpose.Of(media.Kind), media.Digests, cancellationToken))
            {
                case OpenResult.Opened(var opened):
                    using (opened)
                    {
                        return opened.Length == media.Length
                            ? Write(opened, into, cancellationToken)
                            : new FetchOutcome.Damaged(string.Create(
                                CultureInfo.InvariantCulture, $"The media has {opened.Length} bytes where the message says {media.Length}."));
                    }

                // Spoilt at this host, perhaps; the others share what it has, and may have it right.
                case OpenResult.Refused(SealFlaw.SealedDigest):
                    _damages.Add($"{host.Name} gives other bytes out than the message tells of by its file_enc_sha256.");
                    return null;
                case OpenResult.Refused(var flaw):
                    return new FetchOutcome.Damaged(Words(flaw));
                default:
                    throw new InvalidOperationException("A result of no known kind.");
            }
        }
        catch (IOException failure)
        {
            return new FetchOutcome.Postponed(failure.ToRefusal().Details);
        }
    }

    private static FetchOutcome.Fetched Write(OpenedMedia opened, BlobWriter into, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Sealer.Step);
        try
        {
            while (into.Length < opened.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = opened.Read(into.Length, piece.AsSpan(0, Sealer.Step));
                into.Write([piece.AsMemory(0, read)], read);
            }

            return new FetchOutcome.Fetched();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }

    private static string Words(SealFlaw flaw) => flaw switch
    {
        SealFlaw.Length => "So many bytes are no sealed media.",
        SealFlaw.Mac => "The media was not sealed under the message's media_key for its kind.",
        SealFlaw.Padding => "The media was sealed wrongly: its padding does not hold.",
        SealFlaw.PlainDigest => "The media is another than the message tells of by its file_sha256.",
        _ => throw new ArgumentOutOfRangeException(nameof(flaw), flaw, null),
    };
}
