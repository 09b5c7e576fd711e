using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>One question to clamd: a command that begins with <c>z</c> and ends with a zero byte, as does the answer (clamd(8)).</summary>
internal sealed class ClamdConnection(NetworkStream stream) : IAsyncDisposable
{
    private const int ChunkBytes = 64 << 10;
    private const int LengthBytes = 4;
    private const int LongestAnswer = 4 << 10; // A name of a find is tens of bytes.

    /// <exception cref="NoVerdictException">It does not listen.</exception>
    public async Task SayAsync(byte[] command, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(command, cancellationToken);
        }
        catch (IOException)
        {
            throw new NoVerdictException("clamd closed the connection");
        }
    }

    /// <summary>Sends a file in chunks, each with its length before it, and an empty one at the end.</summary>
    /// <returns>Why not all of it was sent; null when it was.</returns>
    public async Task<string?> SendAsync(Blob bytes, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(LengthBytes + ChunkBytes);
        try
        {
            for (var offset = 0L; offset < bytes.Length;)
            {
                var length = Read(bytes, chunk.AsSpan(LengthBytes, (int)Math.Min(ChunkBytes, bytes.Length - offset)), offset);
                if (length == 0)
                {
                    // Not the empty chunk: clamd would take what it has for the whole.
                    stream.Socket.Shutdown(SocketShutdown.Send);
                    return "the file cannot be read to its end";
                }

                BinaryPrimitives.WriteInt32BigEndian(chunk, length);
                await stream.WriteAsync(chunk.AsMemory(0, LengthBytes + length), cancellationToken);
                offset += length;
            }

            chunk.AsSpan(0, LengthBytes).Clear();
            await stream.WriteAsync(chunk.AsMemory(0, LengthBytes), cancellationToken);
            return null;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            return "clamd closed the connection while the file was being sent";
        }
        catch (OperationCanceledException)
        {
            return "clamd answered before it had the whole file";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <returns>What stands before the zero byte.</returns>
    /// <exception cref="NoVerdictException">There is no answer, or none of a sensible length.</exception>
    public async Task<string> AnswerAsync(CancellationToken cancellationToken)
    {
        var answer = new byte[LongestAnswer];
        for (var length = 0; length < answer.Length;)
        {
            var read = await ReadAsync(answer.AsMemory(length), cancellationToken);
            var end = answer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0)
            {
                return Encoding.Latin1.GetString(answer, 0, length + end);
            }

            length += read;
        }

        throw new NoVerdictException($"clamd answered with more than {LongestAnswer >> 10} KB");
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static int Read(Blob bytes, Span<byte> chunk, long offset)
    {
        try
        {
            return bytes.Read(chunk, offset);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task<int> ReadAsync(Memory<byte> piece, CancellationToken cancellationToken)
    {
        const string Closed = "clamd closed the connection without an answer";
        try
        {
            return await stream.ReadAsync(piece, cancellationToken) is var read and > 0 ? read : throw new NoVerdictException(Closed);
        }
        catch (IOException)
        {
            throw new NoVerdictException(Closed);
        }
    }
}
