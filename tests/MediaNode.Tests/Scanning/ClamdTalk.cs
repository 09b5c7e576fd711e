using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace MediaNode.Tests.Scanning;

/// <summary>One connection, from clamd's side.</summary>
internal sealed class ClamdTalk(NetworkStream stream, CancellationToken over)
{
    /// <summary>What stands before the zero byte.</summary>
    public async Task<string> CommandAsync()
    {
        var command = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, over);
            if (one[0] == 0)
            {
                return Encoding.ASCII.GetString([.. command]);
            }

            command.Add(one[0]);
        }
    }

    /// <returns>One chunk; empty at the end.</returns>
    public async Task<byte[]> ChunkAsync()
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, over);
        var chunk = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(chunk, over);
        return chunk;
    }

    /// <returns>All chunks to the empty one.</returns>
    public async Task<byte[]> FileAsync()
    {
        using var file = new MemoryStream();
        while (await ChunkAsync() is { Length: > 0 } chunk)
        {
            file.Write(chunk);
        }

        return file.ToArray();
    }

    public Task AnswerAsync(string text) => RawAsync(text + "\0");

    public async Task RawAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), over);
}
