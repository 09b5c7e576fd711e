using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>The body of an upload: sealed bytes from an offset on, a piece at a time.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int Piece = 64 << 10;

    private readonly Spool _spool;
    private readonly long _offset;
    private readonly Patience _patience;

    public UploadContent(Spool spool, long offset, Patience patience)
    {
        (_spool, _offset, _patience) = (spool, offset, patience);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <summary>Whether any byte went out.</summary>
    public bool HasBegun { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasBegun = true;
        if (_spool.InMemory is { } bytes)
        {
            await stream.WriteAsync(bytes[(int)_offset..], cancellationToken);
            _patience.Renew();
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        for (var offset = _offset; offset < _spool.Length;)
        {
            var read = _spool.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, _spool.Length - offset)), offset);
            if (read == 0)
            {
                throw new IOException("The spool is shorter than it was.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            _patience.Renew();
            offset += read;
        }

        // Not after a failure: a write that was given up may still be reading it.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _spool.Length - _offset;
        return true;
    }
}
