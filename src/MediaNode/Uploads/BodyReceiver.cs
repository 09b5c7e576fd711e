using System.IO.Pipelines;
using System.Security.Cryptography;
using MediaNode.Problems;
using MediaNode.Settings;
using MediaNode.Volumes;
using Microsoft.AspNetCore.Connections;

namespace MediaNode.Uploads;

/// <summary>Moves a body to the volume: each piece is hashed where Kestrel put it and written from there, with no copy in between.</summary>
internal static class BodyReceiver
{
    /// <summary>A body up to this many bytes is waited for whole, then hashed and written in one go.</summary>
    private const int InOneGo = UploadOptions.ReadAhead / 2;

    /// <summary>After so many bytes the thread is given back for a moment: a client as fast as we are would never let go of it.</summary>
    private const int Turn = 1 << 20;

    /// <param name="body">The body; advanced on every path, or Kestrel could not serve the connection's next request.</param>
    /// <param name="length">The declared length, or <see langword="null"/>.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="blob">Where to.</param>
    /// <param name="lease">Asked for room as bytes come, and told of those written.</param>
    /// <param name="cancellationToken">The client's patience.</param>
    /// <exception cref="IOException">The volume failed, or the client is gone.</exception>
    public static async Task<ReceiveResult> ReceiveAsync(
        PipeReader body, long? length, ByteSize limit, BlobWriter blob, UploadBudget.Lease lease, CancellationToken cancellationToken)
    {
        using var digest = new RunningDigest();
        var pieces = new List<ReadOnlyMemory<byte>>();
        var turn = 0L;
        while (true)
        {
            ReadResult read;
            try
            {
                read = length <= InOneGo && blob.Length == 0
                    ? await body.ReadAtLeastAsync((int)length, cancellationToken)
                    : await body.ReadAsync(cancellationToken);
            }
            catch (IOException unreadable) when (unreadable is not (BadHttpRequestException or ConnectionResetException))
            {
                // Kestrel's answer to a chunk size beyond its numbers. Passed on as it is, it would be taken for a fault of the volume.
                throw new BadHttpRequestException(unreadable.Message, unreadable);
            }

            var buffer = read.Buffer;
            try
            {
                if (blob.Length + buffer.Length > limit.Bytes)
                {
                    return new ReceiveResult.Refused(TooLarge(limit, null));
                }

                if (!lease.TryPromise(buffer.Length))
                {
                    return new ReceiveResult.Refused(Problem.VolumeFull.Because(
                        $"The media volume became full after {blob.Length} bytes of this upload. Nothing of it was kept."));
                }

                if (!buffer.IsEmpty)
                {
                    pieces.Clear();
                    foreach (var piece in buffer)
                    {
                        pieces.Add(piece);
                    }

                    digest.Append(pieces, last: blob.Length + buffer.Length == length);
                    blob.Write(pieces, buffer.Length);
                    lease.Wrote(buffer.Length);
                }

                if (read.IsCompleted)
                {
                    break;
                }
            }
            finally
            {
                body.AdvanceTo(buffer.End);
            }

            if (blob.Length - turn >= Turn)
            {
                turn = blob.Length;
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }

        return blob.Length == 0
            ? new ReceiveResult.Refused(Problem.BodyEmpty.Because("The body is empty; it must be the file itself."))
            : new ReceiveResult.Received(blob.Length, digest.Finish());
    }

    public static Refusal TooLarge(ByteSize limit, long? length) => Problem.MediaTooLarge.Because(
        $"The upload {(length is { } found ? $"has {found} bytes" : "is larger than allowed")}; at most {limit} ({limit.Bytes} bytes) are accepted.");

    /// <summary>SHA-256 over pieces; the incremental state is made only for a body that needs more than one.</summary>
    private sealed class RunningDigest : IDisposable
    {
        private IncrementalHash? _running;
        private byte[]? _whole;

        public void Append(List<ReadOnlyMemory<byte>> pieces, bool last)
        {
            if (last && _running is null && pieces.Count == 1)
            {
                _whole = SHA256.HashData(pieces[0].Span);
                return;
            }

            _running ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var piece in pieces)
            {
                _running.AppendData(piece.Span);
            }
        }

        public byte[] Finish() => _whole ?? _running!.GetHashAndReset();

        public void Dispose() => _running?.Dispose();
    }
}
