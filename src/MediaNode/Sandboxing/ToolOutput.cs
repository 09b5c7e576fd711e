using System.Text;

namespace MediaNode.Sandboxing;

/// <summary>Reads what a tool writes, to the end and without a pause, or the tool would block; and keeps little of it.</summary>
internal sealed class ToolOutput(Action<string>? onLine)
{
    private const int LongestLine = 1000;

    private readonly StringBuilder _line = new();

    /// <summary>Keeps the beginning.</summary>
    public async Task<string> KeepStartAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var kept = new byte[most];
        var length = 0;
        await foreach (var piece in PiecesAsync(stream, cancellationToken))
        {
            var fits = Math.Min(piece.Length, most - length);
            piece.Span[..fits].CopyTo(kept.AsSpan(length));
            length += fits;
            Tell(piece.Span);
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    /// <summary>Keeps the end, where tools say why they gave up, with all that is not printable ASCII replaced.</summary>
    public static async Task<string> KeepEndAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var ring = new byte[most];
        var total = 0L;
        await foreach (var piece in PiecesAsync(stream, cancellationToken))
        {
            foreach (var value in piece.Span)
            {
                ring[total++ % most] = value;
            }
        }

        var length = (int)Math.Min(total, most);
        return string.Create(length, (ring, start: total - length), static (text, from) =>
        {
            for (var at = 0; at < text.Length; at++)
            {
                var value = from.ring[(from.start + at) % from.ring.Length];
                text[at] = value is >= 0x20 and < 0x7f or (byte)'\n' ? (char)value : '?';
            }
        });
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(
        Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var piece = new byte[16 << 10];
        while (await stream.ReadAsync(piece, cancellationToken) is var read and > 0)
        {
            yield return piece.AsMemory(0, read);
        }
    }

    private void Tell(ReadOnlySpan<byte> piece)
    {
        if (onLine is null)
        {
            return;
        }

        foreach (var value in piece)
        {
            if (value == '\n')
            {
                onLine(_line.ToString());
                _line.Clear();
            }
            else if (_line.Length < LongestLine)
            {
                _line.Append((char)value);
            }
        }
    }
}
